-- Starts `heddle lsp` for MeTTa and Rholang, one for each workspace, on any Neovim from 0.7 on.
-- Before this runs, `vim.g.heddle_cmd = { '/path/to/heddle', 'lsp' }` says another program.

if vim.g.loaded_heddle then
  return
end
vim.g.loaded_heddle = true

--- The repository that a file is in, else its folder; nothing where that would be all that the user has.
local function root_of(name)
  local folder = vim.fn.fnamemodify(name, ':p:h')
  local git = vim.fn.finddir('.git', vim.fn.escape(folder, ' ,;') .. ';')
  if git ~= '' then
    return vim.fn.fnamemodify(git, ':p:h:h')
  end
  return folder ~= vim.loop.os_homedir() and folder or nil
end

local clients = {} -- by root, for Neovim 0.7, which has no `vim.lsp.start`

local function start(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  local root = name ~= '' and root_of(name) or nil
  local config = {
    name = 'heddle',
    cmd = vim.g.heddle_cmd or { 'heddle', 'lsp' },
    root_dir = root,
    workspace_folders = root and { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ':t') } },
    init_options = vim.g.heddle_options,
    capabilities = vim.lsp.protocol.make_client_capabilities(),
  }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  local key = root or ''
  if not (clients[key] and vim.lsp.get_client_by_id(clients[key])) then
    clients[key] = vim.lsp.start_client(config)
  end
  if clients[key] then
    vim.lsp.buf_attach_client(buffer, clients[key])
  end
end

vim.api.nvim_create_autocmd('FileType', {
  group = vim.api.nvim_create_augroup('heddle', {}),
  pattern = { 'metta', 'rholang' },
  callback = function(event)
    -- In Neovim 0.7 the event names the buffer, later ones too.
    start(event.buf)
  end,
})
