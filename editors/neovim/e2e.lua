-- What a user does, in a headless Neovim: nvim --headless -u INIT -i NONE -n -c 'luafile e2e.lua', in a folder with the files of editors/workspace.
-- Prints one line for each claim; exits with 1 if one does not hold.

local failed, claimed = 0, 0

local function claim(holds, text, ...)
  claimed = claimed + 1
  if holds then
    io.stdout:write('ok ' .. claimed .. ' - ' .. text .. '\n')
  else
    failed = failed + 1
    local seen = vim.tbl_map(function(value)
      return type(value) == 'string' and value or vim.inspect(value)
    end, { ... })
    io.stdout:write('not ok ' .. claimed .. ' - ' .. text .. ': ' .. table.concat(seen, ' ') .. '\n')
  end
end

--- Waits for something that comes; never for a time to pass.
local function soon(condition)
  return vim.wait(20000, condition, 10)
end

local function client()
  local list = vim.lsp.get_clients or vim.lsp.get_active_clients
  return list()[1]
end

local function text_of(name)
  return table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr(name), 0, -1, false), '\n')
end

--- Puts the cursor on the n-th (or first) `word` of the buffer.
local function cursor_on(word, n)
  local seen = 0
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local from = 1
    while true do
      local at = line:find(word, from, true)
      if not at then
        break
      end
      seen = seen + 1
      if seen == (n or 1) then
        vim.api.nvim_win_set_cursor(0, { number, at - 1 })
        return
      end
      from = at + 1
    end
  end
  error('no ' .. word)
end

local function ask(method, extra)
  local encoding = client().offset_encoding
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, encoding), extra or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000) or {}
  for _, answer in pairs(answers) do
    return answer.result, answer.error or answer.err
  end
end

local function name_of_buffer()
  return vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':t')
end

local function run()
  vim.cmd('edit prices.metta')
  claim(soon(function()
    return client() and (client().initialized or client().server_capabilities ~= nil)
  end), 'opening a file starts the server')

  cursor_on('größe')
  vim.lsp.buf.definition()
  claim(soon(function()
    return name_of_buffer() == 'shapes.metta'
  end), 'definition goes to the other file', name_of_buffer())
  claim(vim.api.nvim_get_current_line():find('(= (größe', 1, true) ~= nil, 'and to the line', vim.api.nvim_get_current_line())

  cursor_on('größe', 2)
  local references = ask('textDocument/references', { context = { includeDeclaration = true } })
  claim(references and #references == 4, 'references are found in both files', references)

  local hover = ask('textDocument/hover')
  local shown = vim.inspect(hover)
  claim(shown:find('größe', 1, true) and shown:find('How large', 1, true), 'hover tells name and comment', shown)

  vim.cmd('edit prices.metta')
  cursor_on('grö')
  vim.api.nvim_win_set_cursor(0, { vim.api.nvim_win_get_cursor(0)[1], vim.api.nvim_win_get_cursor(0)[2] + #'grö' })
  local completions = ask('textDocument/completion')
  local labels = vim.tbl_map(function(item)
    return item.label
  end, completions and (completions.items or completions) or {})
  claim(vim.tbl_contains(labels, 'größe'), 'completion offers the name', labels)

  claim(soon(function()
    return #vim.diagnostic.get(0) == 0
  end), 'a right text has no findings', vim.diagnostic.get(0))
  local count = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { '(= (broken' })
  claim(soon(function()
    return #vim.diagnostic.get(0) > 0
  end), 'a finding appears after an edit')
  vim.api.nvim_buf_set_lines(0, count, -1, false, {})
  claim(soon(function()
    return #vim.diagnostic.get(0) == 0
  end), 'and goes when the edit is taken back', vim.diagnostic.get(0))

  cursor_on('größe')
  vim.lsp.buf.rename('umfang')
  claim(soon(function()
    local other = vim.fn.bufnr('shapes.metta')
    return text_of('prices.metta'):find('umfang', 1, true) and other > 0 and text_of('shapes.metta'):find('umfang', 1, true)
  end), 'rename changes both files')
  local _, here = text_of('prices.metta'):gsub('umfang', '')
  local _, there = text_of('shapes.metta'):gsub('umfang', '')
  claim(here == 2 and there == 2, 'everywhere in them', here, there)
  claim(not (text_of('prices.metta') .. text_of('shapes.metta')):find('größe', 1, true), 'and leaves none behind')

  vim.cmd('edit! bank.rho')
  cursor_on('deposit', 2)
  vim.lsp.buf.definition()
  claim(soon(function()
    return vim.api.nvim_get_current_line():find('contract @"deposit"', 1, true) ~= nil
  end), 'Rholang: definition of a contract', vim.api.nvim_get_current_line())

  local stopped = client()
  local id = stopped.id
  if type(stopped.stop) == 'function' then
    pcall(stopped.stop, stopped)
  end
  pcall(vim.lsp.stop_client, id)
  claim(soon(function()
    return vim.lsp.get_client_by_id(id) == nil
  end), 'the server stops when asked')
end

local fine, why = xpcall(run, debug.traceback)
if not fine then
  claim(false, 'the script runs to its end', why)
end
io.stdout:write('1..' .. claimed .. '\n')
io.stdout:flush()
vim.cmd(failed == 0 and 'qa!' or 'cq!')
