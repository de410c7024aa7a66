-- Which files are whose.
vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  group = vim.api.nvim_create_augroup('heddle_filetypes', {}),
  pattern = { '*.metta', '*.metta2', '*.rho' },
  callback = function(event)
    vim.bo[event.buf].filetype = event.match:match('%.rho$') and 'rholang' or 'metta'
  end,
})
