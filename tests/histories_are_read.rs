//! Histories in all three formats become the calls that they mean; what cannot be read is shown at its place.

use heddle::oracle::history::{self, Format, History, Unreadable};
use heddle::oracle::specification::map::MapSpecification;
use heddle::oracle::specification::register::RegisterSpecification;
use heddle::oracle::specification::text_map::TextMapSpecification;
use heddle::oracle::vocabulary::Vocabulary;

/// Reads `text` in the format that it shows.
fn read<S: Vocabulary>(
    specification: &S,
    text: &str,
) -> Result<History<S::Operation, S::Outcome>, Unreadable> {
    let (detected, input) = history::detect(text.as_bytes()).unwrap();
    history::read(specification, input, detected.expect("the format shows").format)
}

/// The calls, a line each: client, call, return, operation, outcome.
fn calls<S: Vocabulary>(specification: &S, text: &str) -> Vec<String> {
    let line = |call: &history::Call<S::Operation, S::Outcome>| {
        let (name, arguments) = specification.write_operation(&call.operation);
        let arguments: String = arguments.iter().map(|argument| format!(" {argument}")).collect();
        let returned = call.returned.map_or("?".into(), |at| at.to_string());
        let outcome =
            call.outcome.as_ref().map_or("?".into(), |o| specification.write_outcome(o).to_string());
        format!("{}: {}-{returned} {name}{arguments} -> {outcome}", call.client, call.called)
    };
    let history = read(specification, text).unwrap_or_else(|error| panic!("{error}"));
    history.calls.iter().map(line).collect()
}

fn fault<S: Vocabulary>(specification: &S, text: &str, format: Format) -> String {
    match history::read(specification, text.as_bytes(), format) {
        Err(Unreadable::Text(place)) => place.render("the history", false),
        Err(Unreadable::Access(error)) => panic!("{error}"),
        Ok(history) => panic!("{:?}", history.calls),
    }
}

fn log(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("INFO  jepsen.util - {}\n", line.replace(' ', "\t"))).collect()
}

#[test]
fn a_line_is_a_call_and_what_is_absent_is_unknown() {
    let text = r#"{"heddle":"history","version":1,"spec":"map"}

{"client":0,"op":"put","args":["k",1],"call":10,"return":20,"outcome":null}
{"note":"keys of others","client":1,"op":"get","args":["k"],"call":12,"return":31}
{"op":"get","args":["k"],"call":15}
{"client":3,"op":"get","args":["k"],"call":16,"return":null,"outcome":null}
"#;
    assert_eq!(
        calls(&MapSpecification, text),
        [
            "0: 10-20 put \"k\" 1 -> null",
            "1: 12-31 get \"k\" -> ?",
            "0: 15-? get \"k\" -> ?",
            "3: 16-? get \"k\" -> ?",
        ]
    );
    let lines: Vec<usize> =
        read(&MapSpecification, text).unwrap().calls.iter().map(|call| call.line).collect();
    assert_eq!(lines, [3, 4, 5, 6]);
}

#[test]
fn what_is_written_reads_back() {
    let text = log(&["0 :invoke :write 4", "1 :invoke :cas [4 5]", "0 :ok :write 4", "2 :invoke :read nil"])
        + &log(&["1 :fail :cas [4 5]", "2 :ok :read 4", "0 :invoke :read nil"]);
    let before = read(&RegisterSpecification, &text).unwrap();
    let mut written = Vec::new();
    history::write(&RegisterSpecification, &before, &mut written).unwrap();
    let mut after = read(&RegisterSpecification, std::str::from_utf8(&written).unwrap()).unwrap();
    for (call, original) in after.calls.iter_mut().zip(&before.calls) {
        call.line = original.line;
    }
    assert_eq!(after, before);
    assert_eq!(after.calls.len(), 4);
}

#[test]
fn a_console_is_read_as_jepsen_means_it() {
    let text = log(&[
        "0 :invoke :read nil",
        "3 :invoke :write 4",
        "1 :invoke :cas [4 5]",
        "0 :ok :read nil",
        "3 :ok :write 4",
        "1 :fail :cas [4 5]",
        "0 :invoke :read nil",
        "0 :fail :read :timed-out",
        "1 :invoke :write 2",
        "1 :info :write :timed-out",
        "1 :invoke :write 3",
        "2 :invoke :write 7",
        "2 :fail :write 7",
        "4 :invoke :cas [3 6]",
        "4 :ok :cas [3 6]",
        "1 :ok :write 3",
        "5 :invoke :write 9",
        "5 :fail :write :timed-out",
    ]);
    let noise = format!(
        "INFO  jepsen.core - nemesis done\nINFO  jepsen.util - :nemesis\t:info\t:start\tnil\nWARN 3 :ok\n{text}"
    );
    let expected = [
        "0: 1-4 read -> null",
        "3: 2-5 write 4 -> null",
        // The cas saw another value.
        "1: 3-6 cas 4 5 -> false",
        // The failed read and the failed write did not happen; the write that timed out may.
        "1: 9-? write 2 -> ?",
        "1: 11-16 write 3 -> null",
        "4: 14-15 cas 3 6 -> true",
        "5: 17-? write 9 -> ?",
    ];
    assert_eq!(calls(&RegisterSpecification, &text), expected);
    assert_eq!(calls(&RegisterSpecification, &noise), expected);
}

#[test]
fn consoles_of_other_versions_are_read() {
    let expected = ["6: 1-2 write 38 -> null", "4: 3-4 read -> 38"];
    let hinted = "INFO  jepsen.util - 6 \t:invoke :write \t38 \t:hint 0\nINFO  jepsen.util - 6 \t:ok :write \t38 \t:hint 2\n\
                  INFO  jepsen.util - 4 \t:invoke :read \tnil \t:hint 0\nINFO  jepsen.util - 4 \t:ok :read \t38 \t:hint 2\n";
    let dated = hinted
        .replace("INFO  jepsen.util - ", "INFO [2018-03-21 16:38:16,112] jepsen worker 0 - jepsen.util ");
    let bare = hinted.replace("INFO  jepsen.util - ", "");
    let braced = hinted.replace(
        "INFO  jepsen.util - ",
        "2024-01-21 16:38:16,112{GMT}\tINFO\t[jepsen worker 0] jepsen.util: ",
    );
    for text in [hinted, &dated, &bare, &braced, &hinted.replace('\n', "\r\n")] {
        assert_eq!(calls(&RegisterSpecification, text), expected, "{text}");
    }
}

#[test]
fn errors_and_hints_of_a_console_are_told_apart() {
    let text = log(&[
        "0 :invoke :cas [0 1]",
        "0 :fail :cas [0 1] :connection-refused",
        "1 :invoke :cas [0 2]",
        "1 :fail :cas [0 2] :hint 0",
        "2 :invoke :cas [0 3]",
        "2 :fail :cas :unavailable",
        "3 :invoke :read nil",
        "3 :ok :read",
        "4 :invoke :cas [0 4]",
        "4 :fail :cas [0 4] :timed-out",
    ]);
    // What failed with an error did not happen; what did not say its value may have had any.
    let expected = ["1: 3-4 cas 0 2 -> false", "3: 7-8 read -> ?", "4: 9-? cas 0 4 -> ?"];
    assert_eq!(calls(&RegisterSpecification, &text), expected);
}

#[test]
fn operations_of_other_specifications_answer_with_their_values() {
    use heddle::oracle::specification::queue::QueueSpecification;
    let text =
        log(&["0 :invoke :enqueue 1", "0 :ok :enqueue 1", "0 :invoke :dequeue nil", "0 :ok :dequeue 99"]);
    let calls = calls(&QueueSpecification, &text);
    assert!(calls[0].ends_with("enqueue 1 -> ?"), "{calls:?}");
    assert!(calls[1].ends_with("dequeue -> 99"), "{calls:?}");
}

#[test]
fn equal_sets_and_maps_are_read_alike() {
    let text = |value: &str| {
        format!(
            "{{:process 0, :type :invoke, :f :read, :value nil}}\n{{:process 0, :type :ok, :f :read, :value {value}}}\n"
        )
    };
    let read = |value: &str| calls(&RegisterSpecification, &text(value));
    assert_eq!(read("#{1 2 3}"), read("#{3 1 2}"));
    assert_eq!(read("{:a 1 :b 2}"), read("{:b 2, :a 1}"));
    assert_ne!(read("[1 2]"), read("[2 1]"));
}

#[test]
fn a_log_of_edn_is_read_as_a_map_of_texts() {
    let text = r#"{:process 0, :type :invoke, :f :append, :key "0", :value "x \"0\" \u0041\n"}
{:process 1, :type :invoke, :f :get, :key "0", :value nil}
; a remark
{:process 0, :type :ok, :f :append, :key "0", :value "x \"0\" \u0041\n"}
{:process 1, :type :ok, :f :get, :key "0", :value ""}

{:process :nemesis, :type :info, :f :partition, :value nil}
#jepsen.history.Op{:index 5, :time 17, :type :invoke, :process 1, :f :put, :key "1", :value "y"}
{:type :info, :error :timeout, :process 1, :f :put, :key "1", :value "y"}
{:process 2, :type :invoke, :f :get, :key "1" :value nil}
{:process 2, :type :ok, :f :get, :key "1" :value nil}
{:process 3, :type :invoke, :f :get, :key "1", :value nil}
{:process 3, :type :fail, :f :get, :key "1", :value nil}
"#;
    assert_eq!(
        calls(&TextMapSpecification, text),
        [
            r#"0: 1-3 append "0" "x \"0\" A\n" -> null"#,
            r#"1: 2-4 get "0" -> """#,
            r#"1: 5-? put "1" "y" -> ?"#,
            r#"2: 7-8 get "1" -> """#,
        ]
    );
}

#[test]
fn a_history_of_edn_in_brackets_is_one_of_a_register() {
    let text = "[{:process 0, :type :invoke, :f :cas, :value [nil 2]}\n {:process 0, :type :ok, :f :cas, :value [nil 2]}\n\
                {:process 0, :type :invoke, :f :read, :value nil}\n {:process 0, :type :ok, :f :read, :value 2}]\n";
    assert_eq!(calls(&RegisterSpecification, text), ["0: 1-2 cas null 2 -> true", "0: 3-4 read -> 2"]);
    let apart = format!("[\n{}\n]\n", text.trim_end().trim_matches(['[', ']']));
    assert_eq!(calls(&RegisterSpecification, &apart).len(), 2);
}

#[test]
fn the_format_and_the_specification_show() {
    let shown = |text: &str| {
        let (detected, _) = history::detect(text.as_bytes()).unwrap();
        detected.map(|detected| (detected.format, detected.specification))
    };
    let some = |format, specification: &str| Some((format, Some(specification.to_owned())));
    assert_eq!(
        shown("\u{feff}\n {\"heddle\":\"history\",\"version\":1,\"spec\":\"queue\"}"),
        some(Format::Json, "queue")
    );
    assert_eq!(shown("{\"op\":\"get\""), Some((Format::Json, None)));
    assert_eq!(shown("INFO x\nINFO  jepsen.util - 3\t:invoke\t:write\t4"), some(Format::Jepsen, "register"));
    assert_eq!(shown("3\t:invoke\t:enqueue\t4"), Some((Format::Jepsen, None)));
    assert_eq!(
        shown("{:process 0, :type :invoke, :f :put, :key \"0\", :value \"\"}"),
        some(Format::Edn, "text-map")
    );
    assert_eq!(shown("\n[{:type :invoke, :f :cas, :value [1 2] :process 0}"), some(Format::Edn, "register"));
    let nemesis = "{:process :nemesis, :type :info, :f :start}\n{:process 0, :type :ok, :f :get, :key 0}";
    assert_eq!(shown(nemesis), some(Format::Edn, "text-map"));
    for nothing in ["", "\n\n", "hello", "{", "{:a 1}", "# a heading", "INFO  jepsen.util - nothing"] {
        assert_eq!(shown(nothing), None, "{nothing}");
    }
}

#[test]
fn what_cannot_be_read_is_shown_at_its_place() {
    let json: Vec<String> = [
        r#"{"client":0,"op":"put","args":["k",1],"call":10,"return":20,"outcome":null"#,
        r#"[null,null,0,"get",["k"],10]"#,
        r#"{"client":0,"op":"get","op":"get","args":["k"],"call":10}"#,
        r#"{"client":-1,"op":"put","args":["k",1],"call":10}"#,
        r#"{"client":0,"op":"put","args":["k",1]}"#,
        r#"{"client":0,"op":"push","args":["k",1],"call":10}"#,
        r#"{"client":0,"op":"put","args":["k"],"call":10}"#,
        r#"{"client":0,"op":"get","args":["k"],"call":10,"return":9,"outcome":1}"#,
        r#"{"client":0,"op":"put","args":["18446744073709551616",18446744073709551616],"call":10}"#,
        r#"{"heddle":"session","version":1}"#,
        r#"{"heddle":"history","version":2}"#,
    ]
    .iter()
    .map(|line| fault(&MapSpecification, &format!("\n{line}\n"), Format::Json))
    .collect();
    crate::snapshot("history_json_faults", &json.join("\n\n"));

    let edn: Vec<String> = [
        r#"{:process 0, :type :invoke, :f :get, :key "k", :value nil"#,
        r#"{:process 0, :type :invoke, :f :get, :key "k}"#,
        r#"{:process 0, :type :begin, :f :get, :key "k"}"#,
        r#"{:process 0, :type :invoke, :key "k"}"#,
        r#"{:process 0, :type :ok, :f :get, :key "k", :value "1"}"#,
        r#"{:process 0, :type :invoke, :f :drain, :key "k", :value "1"}"#,
        r#"{:process 99999999999999999999, :type :invoke, :f :get}"#,
        "hello",
    ]
    .iter()
    .map(|line| fault(&TextMapSpecification, &format!("; a log\n{line}\n"), Format::Edn))
    .collect();
    crate::snapshot("history_edn_faults", &edn.join("\n\n"));

    let jepsen: Vec<String> = [
        &["3 :ok :read 4"][..],
        &["3 :invoke :read nil", "3 :ok :write 4"],
        &["3 :invoke :cas [1"],
        &["3 :invoke :add 4"],
    ]
    .iter()
    .map(|lines| fault(&RegisterSpecification, &log(lines), Format::Jepsen))
    .collect();
    crate::snapshot("history_jepsen_faults", &jepsen.join("\n\n"));
}

#[test]
fn a_line_without_end_and_a_line_that_is_no_text_are_refused() {
    let endless = vec![b'['; history::LONGEST_LINE + 10];
    let error = history::read(&MapSpecification, endless.as_slice(), Format::Json).unwrap_err();
    assert_eq!(error.to_string(), "1:1: the line is longer than 16 MiB");
    for format in [Format::Json, Format::Edn] {
        let error = history::read(&MapSpecification, &b"\n{\xff"[..], format).unwrap_err();
        assert_eq!(error.to_string(), "2:2: the line is not UTF-8");
    }
    let deep = format!("{{:process {}", "[".repeat(100_000));
    let error = history::read(&MapSpecification, deep.as_bytes(), Format::Edn).unwrap_err();
    assert_eq!(error.to_string(), "1:75: the value nests too deep");
}

#[test]
fn a_recorder_records_what_threads_do() {
    use heddle::sync::{Arc, ConcurrentMap, thread};

    let map: Arc<ConcurrentMap<u64, u64>> = Arc::new(ConcurrentMap::new("written"));
    let recorder = history::Recorder::new();
    let threads: Vec<_> = (0..3)
        .map(|number| {
            let (map, mut client) = (Arc::clone(&map), recorder.client(number));
            thread::spawn("client", move || {
                for key in 0..10 {
                    client.call((key, number), |(key, value)| map.insert(*key, *value));
                }
                client
            })
        })
        .collect();
    let history = History::of(threads.into_iter().map(|thread| thread.join().unwrap()));
    assert_eq!(history.calls.len(), 30);
    for (number, calls) in history.calls.chunks(10).enumerate() {
        assert!(calls.iter().all(|call| call.client == number as u64));
        assert!(calls.iter().all(|call| call.returned.unwrap() >= call.called));
        assert!(calls.windows(2).all(|pair| pair[1].called >= pair[0].returned.unwrap()));
    }
}

#[test]
fn what_panics_stays_open() {
    let recorder = history::Recorder::new();
    let mut client = recorder.client::<&str, u64>(7);
    let call = std::panic::AssertUnwindSafe(|| {
        client.call("explode", |_| panic!("as told"));
    });
    assert!(std::panic::catch_unwind(call).is_err());
    let history = History::of([client]);
    assert_eq!((history.calls[0].returned, history.calls[0].outcome), (None, None));
}
