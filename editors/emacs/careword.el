;;; careword.el --- careword with eglot  -*- lexical-binding: t -*-

;; Emacs 29 or later, which brings eglot along.  Load this file, then `M-x eglot' in a note, or let
;; the hooks below do it.

;;; Code:

(require 'eglot)

(add-to-list 'eglot-server-programs
             '((text-mode markdown-mode org-mode rst-mode) . ("careword" "lsp")))

;; (setq-default eglot-workspace-configuration '(:careword (:level "avoid")))
(add-hook 'text-mode-hook #'eglot-ensure)

(provide 'careword)
;;; careword.el ends here
