vim.bo.commentstring = '; %s'
vim.bo.comments = ':;'
vim.bo.lisp = true
vim.opt_local.iskeyword:append({ '!', '?', '*', '-', '+', '/', '<', '>', '=', '$', '&', ':' })
