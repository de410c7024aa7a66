"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const [picture, chart, bars, map, space] = ["picture", "chart", "bars", "map", "space"].map(element);
  const [tip, details, partBox, evenBox] = ["tip", "details", "part", "even"].map(element);
  const count = data.client.length;
  const witness = data.witness;
  if (!count) return;
  picture.hidden = false;

  // The calls: times, lines, partitions, and what became of each.
  const called = new Float64Array(count), returned = new Float64Array(count);
  const line = new Int32Array(count), place = new Int32Array(count).fill(-1);
  for (let i = 0, time = 0, at = 0; i < count; i++) {
    called[i] = time += data.called[i];
    returned[i] = data.took[i] < 0 ? Infinity : time + data.took[i];
    line[i] = at += data.line[i];
  }
  for (const order of data.orders) order.forEach((call, at) => { place[call] = at; });
  const expected = new Map(witness ? witness.refused : []);
  const inPrefix = new Set(witness ? witness.calls : []);
  const kind = (i) =>
    expected.has(i) ? "refused" : place[i] >= 0 ? "ordered" : inPrefix.has(i) ? "waiting" : "later";
  const kinds = Array.from({ length: count }, (_, i) => kind(i));

  // Two axes: time, and even steps from event to event.
  const events = Float64Array.from(new Set([...called, ...returned.filter(Number.isFinite)])).sort();
  const step = (time) => {
    let low = 0, high = events.length;
    while (low < high) { const middle = (low + high) >> 1; if (events[middle] < time) low = middle + 1; else high = middle; }
    return low;
  };
  const axis = (at, last) => {
    const start = called.map(at), end = returned.map((time) => (Number.isFinite(time) ? at(time) : Infinity));
    // Where a call took effect: in the middle of what its order leaves it.
    const point = new Float64Array(count).fill(NaN);
    for (const order of data.orders) {
      let low = -Infinity, high = Infinity;
      for (const i of order) point[i] = low = Math.max(low, start[i]);
      for (let k = order.length - 1; k >= 0; k--) {
        const i = order[k];
        high = Math.min(high, end[i], last);
        point[i] = (point[i] + Math.max(high, point[i])) / 2;
      }
    }
    return { start, end, point, last };
  };
  const lastTime = events[events.length - 1];
  const axes = { time: axis((time) => time, lastTime || 1), even: axis(step, events.length - 1 || 1) };
  let now = axes.time;

  // Rows: a client each, with as many lanes as it has calls at once.
  const LABEL = 92, LANE = 21, GAP = 9, RULER = 22;
  let shown = [], rows = [], lanes = [], rowOf = new Int32Array(count), laneOf = new Int32Array(count), height = 0;
  const arrange = () => {
    const part = Number(partBox.value);
    shown = [];
    for (let i = 0; i < count; i++) if (part < 0 || data.part[i] === part || data.part[i] < 0) shown.push(i);
    const byClient = new Map();
    for (const i of shown) byClient.get(data.client[i])?.push(i) ?? byClient.set(data.client[i], [i]);
    rows = []; lanes = [];
    let y = RULER;
    for (const client of [...byClient.keys()].sort((a, b) => a - b)) {
      const row = { client, y, calls: byClient.get(client), lanes: [] };
      for (const i of row.calls) {
        let lane = row.lanes.findIndex((lane) => lane.end <= called[i]);
        if (lane < 0) lane = row.lanes.push({ y: 0, calls: [], end: 0 }) - 1;
        row.lanes[lane].calls.push(i);
        row.lanes[lane].end = Math.max(returned[i], called[i] + Number.MIN_VALUE);
        rowOf[i] = rows.length; laneOf[i] = lane;
      }
      row.lanes.forEach((lane, k) => { lane.y = y + GAP / 2 + k * LANE; lanes.push(lane); });
      y += row.lanes.length * LANE + GAP;
      row.bottom = y;
      rows.push(row);
    }
    height = y + 4;
    space.style.height = height + "px";
    if (!shown.includes(focus)) focus = shown[0];
  };

  // The view: what part of the axis is seen.
  let from = 0, to = 1, focus = 0, width = 800, high = 300, dark = {};
  const plot = () => Math.max(width - LABEL - 10, 50);
  const x = (at) => LABEL + ((at - from) / (to - from)) * plot();
  const at = (pixel) => from + ((pixel - LABEL) / plot()) * (to - from);
  const see = (a, b) => {
    const least = now.last * 1e-9 + 1e-9, margin = now.last * 0.02 + 0.5;
    const span = Math.min(Math.max(b - a, least), now.last + 2 * margin);
    from = Math.min(Math.max(a, -margin), now.last + margin - span);
    to = from + span;
    draw();
  };
  const seeAll = () => see(-Infinity, Infinity);
  const zoom = (factor, around = (from + to) / 2) => see(around - (around - from) * factor, around + (to - around) * factor);
  const failing = () => {
    const first = Math.min(...witness.refused.map(([i]) => now.start[i]), now.start[witness.ends]);
    return [first, now.end[witness.ends]];
  };
  const seeWindow = () => {
    const [a, b] = failing();
    const near = witness.calls.slice(-16);
    const left = Math.min(a, ...near.map((i) => now.start[i]));
    const pad = (b - left) * 0.12 + now.last * 1e-6;
    see(left - pad, b + pad * 2);
    const lane = rows[rowOf[witness.ends]]?.lanes[laneOf[witness.ends]];
    if (lane) chart.scrollTop = Math.max(0, lane.y - chart.clientHeight / 2);
  };

  // Drawing.
  const colour = (name) => dark[name] ??= getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const text = (i) => data.texts[data.operation[i]];
  const answer = (i) => (data.outcome[i] >= 0 ? data.texts[data.outcome[i]] : data.outcome[i] === -1 ? "never returned" : "?");
  const canvas = (canvas, w, h) => {
    const scale = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(w * scale) || canvas.height !== Math.round(h * scale)) {
      canvas.width = Math.round(w * scale); canvas.height = Math.round(h * scale);
      canvas.style.height = h + "px";
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, w, h);
    return pen;
  };
  const number = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, " ");
  const real = (offset) => (BigInt(data.base) + BigInt(Math.round(offset)) * BigInt(data.unit)).toString();
  let waiting = false;
  const draw = () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; paint(); }); } };
  const paint = () => {
    width = chart.clientWidth; high = Math.min(height, Math.max(chart.clientHeight, 96));
    const pen = canvas(bars, width, high);
    const top = chart.scrollTop, bottom = top + high;
    pen.font = "12px system-ui, 'DejaVu Sans', sans-serif"; pen.textBaseline = "middle";
    pen.save(); pen.translate(0, -top);
    rows.forEach((row, k) => {
      if (k % 2 && row.bottom > top && row.y < bottom) { pen.fillStyle = colour("row"); pen.fillRect(0, row.y, width, row.bottom - row.y); }
    });
    pen.beginPath(); pen.rect(LABEL, top, width - LABEL, high); pen.save(); pen.clip();
    if (witness && band()) {
      const [a, b] = failing();
      pen.fillStyle = colour("band"); pen.fillRect(x(a), top, Math.max(x(b) - x(a), 2), high);
      pen.strokeStyle = colour("refused"); pen.lineWidth = 1.5;
      pen.beginPath(); pen.moveTo(x(b), top); pen.lineTo(x(b), bottom); pen.stroke();
    }
    for (const lane of lanes) if (lane.y + LANE > top && lane.y < bottom) paintLane(pen, lane);
    paintPath(pen, top, bottom);
    pen.restore();
    for (const row of rows) {
      if (row.bottom < top || row.y > bottom) continue;
      pen.fillStyle = colour("soft"); pen.textAlign = "right";
      pen.fillText("client " + data.clients[row.client], LABEL - 10, row.y + GAP / 2 + LANE / 2 - 1, LABEL - 14);
    }
    pen.restore();
    ruler(pen); overview();
  };
  const band = () => { const part = Number(partBox.value); return part < 0 || part === witness.part || witness.part < 0; };
  const firstSeen = (calls) => {
    let low = 0, high = calls.length;
    while (low < high) { const middle = (low + high) >> 1; if (now.end[calls[middle]] < from) low = middle + 1; else high = middle; }
    return low;
  };
  const paintLane = (pen, lane) => {
    const { calls, y } = lane;
    let done = -Infinity, doneKind = "";
    for (let k = firstSeen(calls); k < calls.length; k++) {
      const i = calls[k], left = x(now.start[i]);
      if (left > width) break;
      const open = now.end[i] === Infinity, right = open ? width + 20 : Math.max(x(now.end[i]), left + 3);
      // What would fall on the same pixels is drawn once.
      if (right <= done + 0.5 && kinds[i] === doneKind && i !== focus) continue;
      done = right; doneKind = kinds[i];
      const fill = colour(kinds[i]), thick = LANE - 4;
      pen.fillStyle = fill; pen.globalAlpha = open && kinds[i] !== "waiting" ? 0.3 : 1;
      pen.fillRect(left, y, right - left, thick);
      pen.globalAlpha = 1;
      if (kinds[i] === "waiting" || open) {
        pen.setLineDash([4, 3]); pen.strokeStyle = colour(kinds[i] === "waiting" ? "waiting-edge" : "soft"); pen.lineWidth = 1;
        pen.strokeRect(left + 0.5, y + 0.5, right - left - 1, thick - 1); pen.setLineDash([]);
      }
      if (kinds[i] === "refused") {
        pen.save(); pen.beginPath(); pen.rect(left, y, right - left, thick); pen.clip();
        pen.strokeStyle = colour("band"); pen.globalAlpha = 0.5; pen.lineWidth = 1.5; pen.beginPath();
        for (let s = Math.max(left, LABEL) - thick; s < Math.min(right, width); s += 8) { pen.moveTo(s, y + thick); pen.lineTo(s + thick, y); }
        pen.stroke(); pen.restore();
      }
      if (i === focus) { pen.strokeStyle = colour("focus"); pen.lineWidth = 3; pen.strokeRect(left - 1.5, y - 1.5, right - left + 3, thick + 3); }
      const start = Math.max(left, LABEL) + 5, room = Math.min(right, width) - start - 4;
      if (room > 24) {
        const said = text(i) + (open ? "" : " → " + answer(i));
        pen.fillStyle = colour(open && kinds[i] !== "waiting" ? "ink" : kinds[i] + "-ink"); pen.textAlign = "left";
        if (kinds[i] === "refused") { pen.save(); pen.fillStyle = fill; pen.fillRect(start - 2, y + 1, Math.min(room, pen.measureText(said).width) + 4, thick - 2); pen.restore(); }
        pen.save(); pen.beginPath(); pen.rect(start, y, room, thick); pen.clip();
        pen.fillText(said, start, y + thick / 2 + 0.5); pen.restore();
      }
    }
  };
  // Points stand at the foot of their bars, so that the words can be read.
  const foot = (i) => rows[rowOf[i]].lanes[laneOf[i]].y + LANE - 4;
  const visible = (i) => Number(partBox.value) < 0 || data.part[i] < 0 || data.part[i] === Number(partBox.value);
  const paintPath = (pen, top, bottom) => {
    const seen = [];
    for (const order of data.orders) {
      if (!order.length || !visible(order[0])) continue;
      let low = 0, end = order.length;
      while (low < end) { const half = (low + end) >> 1; if (now.point[order[half]] < from) low = half + 1; else end = half; }
      end = low;
      while (end < order.length && now.point[order[end]] <= to) end++;
      seen.push(order.slice(Math.max(low - 1, 0), end + 1));
    }
    // Many points are a blot: then they are small, or left to those who look closer.
    const points = seen.reduce((sum, order) => sum + order.length, 0), room = plot() * rows.length;
    if (points * 60 > room * 3) return;
    const size = points * 300 < room * 3 ? 3.5 : 1.5;
    for (const order of seen) {
      if (seen.length === 1 && size > 2) {
        pen.strokeStyle = colour("path"); pen.lineWidth = 1; pen.beginPath();
        order.forEach((i, k) => (k ? pen.lineTo(x(now.point[i]), foot(i)) : pen.moveTo(x(now.point[i]), foot(i))));
        pen.stroke();
      }
      for (const i of order) {
        const y = foot(i);
        if (y < top - 9 || y > bottom + 9) continue;
        pen.fillStyle = colour("point"); pen.strokeStyle = colour("panel"); pen.lineWidth = 1;
        pen.beginPath(); pen.arc(x(now.point[i]), y, size, 0, 7); pen.fill();
        if (size > 2) pen.stroke();
      }
    }
  };
  const ruler = (pen) => {
    pen.fillStyle = colour("panel"); pen.fillRect(0, 0, width, RULER - 2);
    pen.fillStyle = colour("soft"); pen.strokeStyle = colour("line"); pen.textAlign = "left"; pen.lineWidth = 1;
    pen.fillText(now === axes.time ? "time" : "event", 10, RULER / 2);
    const rough = ((to - from) / plot()) * 110, ten = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max([1, 2, 5, 10].find((m) => m * ten >= rough) * ten, 1);
    for (let mark = Math.max(0, Math.ceil(from / step) * step); mark <= to; mark += step) {
      pen.beginPath(); pen.moveTo(x(mark) + 0.5, 3); pen.lineTo(x(mark) + 0.5, RULER - 3); pen.stroke();
      if (x(mark) + 84 < width) pen.fillText("+" + number(mark), x(mark) + 4, RULER / 2);
    }
  };
  const overview = () => {
    const pen = canvas(map, map.clientWidth, 36);
    const margin = now.last * 0.02 + 0.5, whole = (at) => LABEL + ((at + margin) / (now.last + 2 * margin)) * plot();
    const buckets = new Float32Array(Math.ceil(plot()) + 2);
    for (const i of shown) buckets[Math.max(0, Math.floor(whole(now.start[i]) - LABEL))]++;
    const most = Math.max(...buckets, 1);
    if (witness && band()) { const [a, b] = failing(); pen.fillStyle = colour("refused"); pen.fillRect(whole(a), 0, Math.max(whole(b) - whole(a), 2), 36); }
    pen.fillStyle = colour("soft");
    buckets.forEach((n, k) => { if (n) { const h = 3 + (n / most) * 27; pen.fillRect(LABEL + k, 34 - h, 1, h); } });
    pen.strokeStyle = colour("focus"); pen.lineWidth = 2;
    pen.strokeRect(whole(Math.max(from, -margin)) + 1, 1, Math.max(whole(to) - whole(from) - 2, 3), 34);
    pen.textBaseline = "middle"; pen.font = "12px system-ui, 'DejaVu Sans', sans-serif"; pen.fillStyle = colour("soft");
    pen.fillText("all", 10, 18);
  };

  // What is said of a call.
  const ordinal = (n) => n + (n % 100 > 10 && n % 100 < 14 ? "th" : ["th", "st", "nd", "rd"][n % 10] || "th");
  const describe = (i) => {
    const said = [`client ${data.clients[data.client[i]]}: ${text(i)} → ${answer(i)}`];
    said.push(`called at ${real(called[i])}` + (returned[i] === Infinity ? ", never returned" : `, returned at ${real(returned[i])} (after ${number(data.took[i] * data.unit)})`));
    if (data.part[i] >= 0 && data.parts.length > 1) said.push(`partition ${JSON.stringify(data.parts[data.part[i]])}`);
    if (line[i] > 0) said.push(`line ${line[i]}`);
    if (place[i] >= 0) said.push(`${ordinal(place[i] + 1)} in the order`);
    if (expected.has(i)) said.push(`cannot come next: the specification answers ${data.texts[expected.get(i)]}`);
    else if (kinds[i] === "waiting") said.push("not in the order");
    else if (kinds[i] === "later" && witness) said.push("not needed to show the violation");
    if (witness && i === witness.ends) said.push("its return ends the shortest prefix that has no order");
    return said.join("; ");
  };
  const select = (i, follow = true) => {
    if (i === undefined) return;
    focus = i;
    const said = describe(i);
    details.textContent = said;
    if (follow) {
      const span = to - from, end = Math.min(now.end[i], now.last);
      if (now.start[i] < from || end > to) { const a = Math.min((now.start[i] + end) / 2 - span / 2, now.start[i] - span * 0.02); return reveal(i, a, a + span); }
      reveal(i, from, to);
    } else draw();
  };
  const reveal = (i, a, b) => {
    const y = foot(i);
    if (y - 40 < chart.scrollTop) chart.scrollTop = y - 40;
    if (y + 30 > chart.scrollTop + chart.clientHeight) chart.scrollTop = y + 30 - chart.clientHeight;
    see(a, b);
  };
  const nearest = (calls, time) => calls.reduce((best, i) => (Math.abs(called[i] - time) < Math.abs(called[best] - time) ? i : best), calls[0]);
  const order = () => data.orders.find((order) => order.includes(focus)) || data.orders.find((order) => order.length && visible(order[0])) || [];
  const keys = {
    ArrowRight: () => { const { calls } = rows[rowOf[focus]]; select(calls[calls.indexOf(focus) + 1]); },
    ArrowLeft: () => { const { calls } = rows[rowOf[focus]]; select(calls[calls.indexOf(focus) - 1]); },
    ArrowDown: () => { const row = rows[rowOf[focus] + 1]; if (row) select(nearest(row.calls, called[focus])); },
    ArrowUp: () => { const row = rows[rowOf[focus] - 1]; if (row) select(nearest(row.calls, called[focus])); },
    Home: () => select(shown[0]),
    End: () => select(shown[shown.length - 1]),
    n: () => { const way = order(); select(way[way.indexOf(focus) + 1]); },
    p: () => { const way = order(); select(way[way.indexOf(focus) - 1]); },
    PageDown: () => see(from + (to - from) * 0.8, to + (to - from) * 0.8),
    PageUp: () => see(from - (to - from) * 0.8, to - (to - from) * 0.8),
    "+": () => zoom(0.5, focused()), "=": () => zoom(0.5, focused()), "-": () => zoom(2, focused()), 0: seeAll,
    f: () => { if (witness) { seeWindow(); select(witness.ends, false); } },
  };
  const focused = () => { const at = now.start[focus]; return at >= from && at <= to ? at : (from + to) / 2; };
  chart.addEventListener("keydown", (event) => {
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); act();
  });

  // The pointer.
  const under = (event) => {
    const box = bars.getBoundingClientRect(), px = event.clientX - box.left, y = event.clientY - box.top + chart.scrollTop;
    if (px < LABEL) return undefined;
    const lane = lanes.find((lane) => y >= lane.y - 2 && y < lane.y + LANE - 2);
    if (!lane) return undefined;
    const near = lane.calls.slice(firstSeen(lane.calls)).filter((i) => x(now.start[i]) <= px + 2).slice(-40).reverse();
    return near.find((i) => Math.max(x(now.end[i]), x(now.start[i]) + 3) >= px - 2);
  };
  let drag = null;
  chart.addEventListener("pointermove", (event) => {
    if (drag) {
      const moved = ((event.clientX - drag.x) / plot()) * (drag.to - drag.from);
      if (Math.abs(event.clientX - drag.x) > 3) { drag.moved = true; chart.classList.add("dragged"); see(drag.from - moved, drag.to - moved); }
      return;
    }
    const i = under(event);
    tip.hidden = i === undefined;
    if (i === undefined) return;
    tip.textContent = describe(i);
    tip.style.left = Math.min(event.clientX + 14, window.innerWidth - Math.min(500, window.innerWidth * 0.9)) + "px";
    tip.style.top = (event.clientY + 120 > window.innerHeight ? event.clientY - 20 - tip.offsetHeight : event.clientY + 16) + "px";
  });
  chart.addEventListener("pointerleave", () => { tip.hidden = true; });
  chart.addEventListener("pointerdown", (event) => { if (event.button === 0) { drag = { x: event.clientX, from, to }; tip.hidden = true; } });
  window.addEventListener("pointerup", (event) => {
    if (drag && !drag.moved && chart.contains(event.target)) select(under(event), false);
    drag = null; chart.classList.remove("dragged");
  });
  chart.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
    event.preventDefault();
    if (event.ctrlKey) return zoom(event.deltaY > 0 ? 1.25 : 0.8, at(event.clientX - bars.getBoundingClientRect().left));
    see(from + (event.deltaX / plot()) * (to - from), to + (event.deltaX / plot()) * (to - from));
  }, { passive: false });
  chart.addEventListener("scroll", draw);
  const jump = (event) => {
    if (!(event.buttons & 1)) return;
    const margin = now.last * 0.02 + 0.5, px = event.clientX - map.getBoundingClientRect().left;
    const centre = ((px - LABEL) / plot()) * (now.last + 2 * margin) - margin, span = to - from;
    see(centre - span / 2, centre + span / 2);
  };
  map.addEventListener("pointerdown", jump);
  map.addEventListener("pointermove", jump);

  // The tools.
  const option = (value, label) => { const item = document.createElement("option"); item.value = value; item.textContent = label; partBox.append(item); };
  option(-1, data.parts.length > 1 ? `all ${data.parts.length} partitions` : "all operations");
  if (data.parts.length > 1) data.parts.forEach((part, k) => option(k, JSON.stringify(part).slice(0, 60) + (witness && witness.part === k ? " (violation)" : "")));
  partBox.value = witness && data.parts.length > 1 ? witness.part : -1;
  partBox.addEventListener("change", () => { arrange(); select(focus, false); });
  evenBox.addEventListener("change", () => { now = evenBox.checked ? axes.even : axes.time; witness && band() ? seeWindow() : seeAll(); });
  element("closer").addEventListener("click", () => zoom(0.5, focused()));
  element("farther").addEventListener("click", () => zoom(2, focused()));
  element("fit").addEventListener("click", seeAll);
  element("window").hidden = !witness;
  element("window").addEventListener("click", keys.f);
  const legend = [["ordered", "in the order"], ["point", "took effect here"]];
  if (witness) legend.push(["refused", "cannot come next"], ["waiting", "not in the order"], ["later", "not needed to show it"], ["band", "no order reaches beyond this window"]);
  else legend.push(["later", "not in an order: it never returned, or nobody knows"]);
  for (const [name, label] of legend) {
    const item = document.createElement("span"), mark = document.createElement("i");
    mark.className = name; item.append(mark, label); element("legend").append(item);
  }
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { dark = {}; draw(); });
  new ResizeObserver(draw).observe(chart);
  arrange();
  focus = witness ? witness.ends : shown[0];
  chart.style.height = Math.min(height, Math.max(240, window.innerHeight * 0.62)) + "px";
  width = chart.clientWidth;
  if (witness) seeWindow(); else seeAll();
  select(focus, false);
})();
