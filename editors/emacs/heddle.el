;;; heddle.el --- MeTTa and Rholang with `heddle lsp' -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))

;;; Commentary:

;; Modes for MeTTa and Rholang, and what eglot starts for them.  Eglot comes with Emacs 29; before that it is a package.

;;; Code:

(require 'lisp-mode)

(defgroup heddle nil "MeTTa and Rholang." :group 'languages)

(defcustom heddle-command '("heddle" "lsp")
  "The program that serves, and its arguments."
  :type '(repeat string))

(defvar heddle-metta-syntax-table
  (let ((table (make-syntax-table)))
    (dolist (character (append "!$&*+-/:<=>?@_'#%,.^|~[]{}`" nil))
      (modify-syntax-entry character "_" table))
    (modify-syntax-entry ?\; "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    table))

(defconst heddle-metta-keywords
  '("add-atom" "assertEqual" "assertEqualToResult" "bind!" "case" "chain" "collapse" "empty" "eval" "evalc" "function"
    "get-atoms" "if" "if-decons-expr" "if-equal" "if-error" "import!" "include" "lambda" "let" "let*" "match" "pragma!"
    "quote" "remove-atom" "return" "superpose" "switch" "unify" "unquote"))

(defconst heddle-metta-font-lock
  `(("(\\s-*=\\s-+(\\s-*\\([^][:space:]();\"$][^][:space:]();]*\\)" 1 font-lock-function-name-face)
    ("(\\s-*:<?\\s-+\\([^][:space:]();\"$][^][:space:]();]*\\)" 1 font-lock-function-name-face)
    (,(concat "(\\s-*" (regexp-opt heddle-metta-keywords t) "\\_>") 1 font-lock-keyword-face)
    ("\\$[^][:space:]();]*" . font-lock-variable-name-face)
    ("\\_<\\(?:True\\|False\\)\\_>" . font-lock-constant-face)))

;;;###autoload
(define-derived-mode metta-mode prog-mode "MeTTa"
  "For MeTTa."
  :syntax-table heddle-metta-syntax-table
  (setq-local comment-start "; "
              comment-start-skip ";+\\s-*"
              indent-line-function #'lisp-indent-line
              lisp-indent-function (lambda (&rest _) nil)
              lisp-body-indent 2
              indent-tabs-mode nil
              font-lock-defaults '(heddle-metta-font-lock)))

(defvar heddle-rholang-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?' "_" table)
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?` "\"" table)
    (dolist (character (append "!|@&=<>+-~%" nil))
      (modify-syntax-entry character "." table))
    table))

(defconst heddle-rholang-font-lock
  `(("\\_<contract\\_>\\s-+@?\\s-*\\(\"[^\"\n]*\"\\|[[:alnum:]_']+\\)" 1 font-lock-function-name-face t)
    (,(regexp-opt '("new" "in" "if" "else" "let" "match" "select" "contract" "for" "or" "and" "matches" "not" "bundle"
                    "bundle0" "where")
                  'symbols)
     . font-lock-keyword-face)
    (,(regexp-opt '("Nil" "true" "false") 'symbols) . font-lock-constant-face)
    (,(regexp-opt '("Bool" "Int" "String" "Uri" "ByteArray" "Set") 'symbols) . font-lock-type-face)
    ("\\_<\\([[:alpha:]_][[:alnum:]_']*\\)\\s-*!\\(?:[!?]\\|\\s-*(\\)" 1 font-lock-function-name-face)))

(defun heddle-rholang-indent-line ()
  "Indent by how many brackets are open where the line begins."
  (interactive)
  (let* ((open (save-excursion (beginning-of-line) (car (syntax-ppss))))
         (closes (save-excursion (back-to-indentation) (looking-at-p "[])}]")))
         (column (* 2 (max 0 (if closes (1- open) open)))))
    (if (save-excursion (skip-chars-backward " \t") (bolp))
        (indent-line-to column)
      (save-excursion (indent-line-to column)))))

;;;###autoload
(define-derived-mode rholang-mode prog-mode "Rholang"
  "For Rholang."
  :syntax-table heddle-rholang-syntax-table
  (setq-local comment-start "// "
              comment-start-skip "\\(?://+\\|/\\*+\\)\\s-*"
              indent-line-function #'heddle-rholang-indent-line
              indent-tabs-mode nil
              font-lock-defaults '(heddle-rholang-font-lock)))

;;;###autoload
(progn
  (add-to-list 'auto-mode-alist '("\\.metta2?\\'" . metta-mode))
  (add-to-list 'auto-mode-alist '("\\.rho\\'" . rholang-mode)))

(defun heddle--contact (&rest _)
  "What eglot starts."
  heddle-command)

;; One server answers for both languages.
(with-eval-after-load 'eglot
  (defvar eglot-server-programs)
  (add-to-list 'eglot-server-programs '((metta-mode rholang-mode) . heddle--contact)))

(provide 'heddle)
;;; heddle.el ends here
