;;; e2e.el --- What a user does, in batch -*- lexical-binding: t -*-

;; emacs --batch -Q -l INIT -l e2e.el, in a folder with the files of editors/workspace.
;; Prints one line for each claim; exits with 1 if one does not hold.

;;; Code:

(require 'eglot)
(require 'xref)
(require 'flymake)

(defvar e2e-failed 0)
(defvar e2e-claimed 0)

(defun e2e-claim (holds text &rest seen)
  "Print whether TEXT HOLDS, with what was SEEN if it does not."
  (setq e2e-claimed (1+ e2e-claimed))
  (unless holds (setq e2e-failed (1+ e2e-failed)))
  (princ (format "%s %d - %s%s\n" (if holds "ok" "not ok") e2e-claimed text (if (or holds (null seen)) "" (format ": %S" seen)))))

(defun e2e-soon (condition)
  "Wait until CONDITION holds, for 20 seconds at most."
  (let ((tries 0) (held nil))
    (while (and (not (setq held (funcall condition))) (< tries 400))
      (accept-process-output nil 0.05)
      (setq tries (1+ tries)))
    held))

(defun e2e-open (name)
  "Visit file NAME as the user would, and wait for the server."
  (find-file name)
  ;; In batch there is no command loop, hence neither the idle timers nor `post-command-hook' on which eglot starts.
  (unless (eglot-current-server)
    (apply #'eglot--connect (eglot--guess-contact)))
  (e2e-soon (lambda () (eglot-managed-p)))
  (eglot--signal-textDocument/didChange))

(defun e2e-on (word)
  "Put point on the first WORD of the buffer."
  (goto-char (point-min))
  (search-forward word)
  (goto-char (match-beginning 0)))

(defun e2e-places (found)
  "File and line of each xref of FOUND."
  (mapcar (lambda (item)
            (let ((place (xref-item-location item)))
              (list (file-name-nondirectory (xref-location-group place)) (xref-location-line place))))
          found))

(defun e2e-findings ()
  "Texts of the findings that are shown."
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun e2e-position ()
  "What a request about point says."
  (eglot--TextDocumentPositionParams))

(defun e2e-run ()
  "All claims."
  (e2e-open "prices.metta")
  (e2e-claim (and (eq major-mode 'metta-mode) (eglot-current-server)) "opening a file starts the server" major-mode)
  (e2e-on "größe")
  (let ((found (e2e-places (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))))
    (e2e-claim (member '("shapes.metta" 5) found) "definition is in the other file" found))
  (let ((found (e2e-places (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot)))))
    (e2e-claim (and (assoc "shapes.metta" found) (assoc "prices.metta" found)) "references are found in both files" found))
  (let ((hover (format "%S" (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (e2e-position)))))
    (e2e-claim (string-match-p "How large" hover) "hover tells the comment" hover))
  (goto-char (+ (point) 3))
  (let ((labels (format "%S" (jsonrpc-request (eglot--current-server-or-lose) :textDocument/completion (e2e-position)))))
    (e2e-claim (string-match-p "größe" labels) "completion offers the name" labels))
  (e2e-claim (e2e-soon (lambda () (null (e2e-findings)))) "a right text has no findings" (e2e-findings))
  (goto-char (point-max))
  (insert "(= (broken")
  (eglot--signal-textDocument/didChange)
  (e2e-claim (e2e-soon #'e2e-findings) "a finding appears after an edit")
  (delete-region (search-backward "(= (broken") (point-max))
  (eglot--signal-textDocument/didChange)
  (e2e-claim (e2e-soon (lambda () (null (e2e-findings)))) "and goes when the edit is taken back" (e2e-findings))
  (find-file-noselect "shapes.metta")
  (e2e-on "größe")
  (eglot-rename "umfang")
  (dolist (name '("prices.metta" "shapes.metta"))
    (with-current-buffer (find-file-noselect name)
      (let ((text (buffer-string)))
        (e2e-claim (and (string-match-p "umfang" text) (not (string-match-p "größe" text)))
                   (concat "rename changes all of " name) text)
        (set-buffer-modified-p nil))))
  (e2e-open "bank.rho")
  (goto-char (point-max))
  (search-backward "deposit")
  (let ((found (e2e-places (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))))
    (e2e-claim (equal '(("bank.rho" 2)) found) "Rholang: definition of a contract" found))
  (let ((server (eglot-current-server)))
    (eglot-shutdown server)
    (e2e-claim (not (jsonrpc-running-p server)) "the server stops when asked")))

(condition-case why
    (e2e-run)
  (error (e2e-claim nil "the script runs to its end" why)))
(princ (format "1..%d\n" e2e-claimed))
(kill-emacs (if (zerop e2e-failed) 0 1))
;;; e2e.el ends here
