" Vim 8 or later with ALE: put this file into ~/.vim/ale_linters/text/careword.vim, and into
" ~/.vim/ale_linters/markdown/careword.vim for Markdown.

call ale#linter#Define(expand('<sfile>:p:h:t'), {
\   'name': 'careword',
\   'lsp': 'stdio',
\   'executable': 'careword',
\   'command': '%e lsp',
\   'project_root': {buffer -> fnamemodify(bufname(buffer), ':p:h')},
\})
