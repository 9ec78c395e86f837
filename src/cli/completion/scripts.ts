/**
 * Both scripts ask the program itself, `hessian-lab __complete <words>`: it prints a candidate a line, tab, a few words; and
 * `:any`, `:folders` or `:configs` where the shell is to add names of files. Words that end in `=`, `.` or `/` go on.
 */
const bash = `# Completion of hessian-lab for bash. Load it with: source <(hessian-lab completion bash)
_hessian_lab() {
  local line="\${COMP_LINE:0:COMP_POINT}" value kept="" name
  local -a typed
  read -ra typed <<< "$line"
  case "$line" in *[[:space:]]) typed+=("") ;; esac
  local word="\${typed[\${#typed[@]}-1]}"
  # bash ends a word at = and :, and completes what stands behind them alone.
  case "$word" in *[=:]*) kept="\${word%"\${word##*[=:]}"}" ;; esac
  local rest="\${word#"$kept"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    case "$value" in
      :any) while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$rest") ;;
      :folders) while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -d -- "$rest") ;;
      :configs)
        while IFS= read -r name; do COMPREPLY+=("$name"); done < <(
          compgen -d -- "$rest"
          compgen -f -X '!*.yaml' -- "$rest"
          compgen -f -X '!*.yml' -- "$rest"
        ) ;;
      *)
        COMPREPLY+=("\${value#"$kept"}")
        case "$value" in *[=./]) compopt -o nospace 2> /dev/null ;; esac
        continue ;;
    esac
    compopt -o filenames 2> /dev/null
  done < <("\${typed[0]}" __complete "\${typed[@]:1}" 2> /dev/null)
}
complete -F _hessian_lab hessian-lab`;

const zsh = `#compdef hessian-lab
# Completion of hessian-lab for zsh. Load it with: source <(hessian-lab completion zsh)
# or save it as _hessian-lab in a folder of $fpath.
_hessian_lab() {
  local value about
  local -a plain open
  while IFS=$'\\t' read -r value about; do
    case $value in
      :any) _files ;;
      :folders) _files -/ ;;
      :configs) _files -g '*.(yaml|yml)' ;;
      *[=./]) open+=("\${value//:/\\\\:}:$about") ;;
      *) plain+=("\${value//:/\\\\:}:$about") ;;
    esac
  done < <("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2> /dev/null)
  (( \${#open} )) && _describe -t values value open -S ''
  (( \${#plain} )) && _describe -t values value plain
}
if [[ \${funcstack[1]} == _hessian-lab ]]; then
  _hessian_lab "$@"
else
  compdef _hessian_lab hessian-lab
fi`;

/** The completion script of each shell. */
export const completionScripts = { bash, zsh } as const;
