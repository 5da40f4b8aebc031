-- Neovim 0.11 or later: put this file into lsp/ beside your init.lua, and there write
--   vim.lsp.enable('careword')
return {
  cmd = { 'careword', 'lsp' },
  filetypes = { 'text', 'markdown', 'gitcommit', 'tex', 'rst', 'org' },
  root_markers = { 'careword.toml', '.git' },
  -- settings = { careword = { level = 'avoid' } },   -- show only the wording of the table
}
