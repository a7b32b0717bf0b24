#!/bin/sh
# Starts an image's app with the arguments of the environment its node belongs to.
# The contract is in README.md beside this file. Exit codes are those of sysexits.h.
#
# node.config is parsed, not sourced. Sourcing would run whatever a value holds, `$(...)` included, would die half way
# at a syntax error with a shell's own message, and would let a node set PATH for an image it knows nothing about.
# Parsed, the value of a key is the text between its quotes, which is also what systemd reads from the same file.
#
# Written for a bare POSIX shell and a read-only root: no arrays, no `local`, no here-documents (some shells put them into
# /tmp). As nothing is local, every variable has the prefix ep_, so that none of the image's own is overwritten.
set -u

ep_dir=${CONTAINER_CONFIG_DIR:-/etc/container_config}
ep_config=$ep_dir/node.config
ep_args_file=${ENTRYPOINT_ARGS_FILE:-/etc/entrypoint/args}

# Spelled out, because [a-z] and [[:space:]] mean different things in different locales. A carriage return counts as
# blank, so files with CRLF line ends work. The newline comes first: $(...) would cut it off the end.
ep_lower=abcdefghijklmnopqrstuvwxyz
ep_upper=ABCDEFGHIJKLMNOPQRSTUVWXYZ
ep_digit=0123456789
ep_blank=$(printf '\n \t\r')

# refuse CODE MESSAGE: one line for whoever reads the task's log, then the end.
refuse() {
  printf '%s\n' "entrypoint: $2" >&2
  exit "$1"
}

is_environment() {
  case $1 in '' | [!$ep_lower]* | *[!$ep_lower$ep_digit-]*) return 1 ;; esac
}

is_key() {
  case $1 in '' | [!$ep_lower${ep_upper}_]* | *[!$ep_lower$ep_upper${ep_digit}_]*) return 1 ;; esac
}

# Moves a double-quoted string, its opening quote already gone, from ep_text to ep_word. A backslash stands for the
# character behind it before " \ $ and `, as in a shell and in systemd, and for itself before any other.
take_double_quoted() {
  while :; do
    ep_part=${ep_text%%[\"\\]*}
    ep_word=$ep_word$ep_part
    ep_text=${ep_text#"$ep_part"}
    case $ep_text in
      '') return 1 ;;
      \"*) ep_text=${ep_text#?} && return ;;
      \\[\"\\\$\`]*)
        ep_text=${ep_text#?}
        ep_part=${ep_text#?}
        ep_word=$ep_word${ep_text%"$ep_part"}
        ep_text=$ep_part
        ;;
      *)
        ep_word=$ep_word\\
        ep_text=${ep_text#?}
        ;;
    esac
  done
}

# with_words TEXT COMMAND...: runs COMMAND with the words of TEXT behind it; fails, without running it, when a quote stays
# open. Only blanks, '...' and "..." mean something here. Nothing is ever expanded, globbed or evaluated.
with_words() {
  ep_text=$1
  ep_word=
  ep_in_word=no # tells '' (an empty word) from nothing
  shift
  while [ -n "$ep_text" ]; do
    ep_part=${ep_text%%["$ep_blank"\'\"]*}
    [ -z "$ep_part" ] || ep_in_word=yes
    ep_word=$ep_word$ep_part
    ep_text=${ep_text#"$ep_part"}
    case $ep_text in
      '') ;;
      \'*\'*)
        ep_text=${ep_text#?}
        ep_word=$ep_word${ep_text%%\'*}
        ep_text=${ep_text#*\'}
        ep_in_word=yes
        ;;
      \'*) return 1 ;;
      \"*)
        ep_text=${ep_text#?}
        take_double_quoted || return 1
        ep_in_word=yes
        ;;
      *)
        ep_text=${ep_text#?}
        [ "$ep_in_word" = no ] || set -- "$@" "$ep_word"
        ep_word=
        ep_in_word=no
        ;;
    esac
  done
  [ "$ep_in_word" = no ] || set -- "$@" "$ep_word"
  "$@"
}

# export_key NAME [VALUE]: fails when there is more than one value, or the name is not the node's to set: where programs
# and libraries are found is the image's business, and so is what environments it knows (ARGS_).
export_key() {
  [ $# -le 2 ] && is_key "$1" || return 1
  case $1 in PATH | IFS | LD_* | ARGS_* | ep_*) return 1 ;; esac
  # A shell has read-only names of its own, and some shells end at the attempt to set one: try it in a child.
  (export "$1=${2-}") 2>/dev/null || return 1
  export "$1=${2-}"
}

# Sets ep_line to the next line without leading blanks, "" for a comment; fails after the last one.
next_line() {
  IFS= read -r ep_line || [ -n "$ep_line" ] || return 1
  ep_number=$((ep_number + 1))
  ep_line=${ep_line#"${ep_line%%[!"$ep_blank"]*}"}
  case $ep_line in '#'*) ep_line= ;; esac
}

read_config() {
  [ -d "$ep_dir" ] || refuse 78 "no directory $ep_dir: mount the node's configuration directory there, read-only"
  [ -f "$ep_config" ] || refuse 78 "no file $ep_config: the node is not configured, or another directory is mounted"
  [ -r "$ep_config" ] || refuse 78 "$ep_config is not readable by this container's user: give it mode 0644"
  unset MY_ENVIRONMENT # only the node may say where it is
  ep_ignored=
  ep_number=0
  while next_line; do
    case $ep_line in
      '') ;;
      *=*) with_words "${ep_line#*=}" export_key "${ep_line%%=*}" || ep_ignored="$ep_ignored $ep_number" ;;
      *) ep_ignored="$ep_ignored $ep_number" ;;
    esac
  done <"$ep_config"
  [ -n "${MY_ENVIRONMENT-}" ] || refuse 78 "MY_ENVIRONMENT is unset or empty in $ep_config: write MY_ENVIRONMENT=\"<name>\""
  # The name goes into an `eval` below, which this check makes safe. Shown up to its first control character.
  is_environment "$MY_ENVIRONMENT" ||
    refuse 78 "MY_ENVIRONMENT is \"${MY_ENVIRONMENT%%[[:cntrl:]]*}\" in $ep_config: a letter a-z, then a-z, 0-9 and dashes"
}

# Sets ep_args for MY_ENVIRONMENT. All lines of the file are checked, not only the one needed: a slip in prod's line has to
# show in dev.
find_args() {
  ep_args=
  ep_found=no
  ep_known=
  if [ -f "$ep_args_file" ] && [ -r "$ep_args_file" ]; then
    ep_number=0
    while next_line; do
      [ -n "$ep_line" ] || continue
      ep_name=${ep_line%%:*}
      if [ "$ep_name" = "$ep_line" ] || ! is_environment "$ep_name"; then
        refuse 78 "line $ep_number of $ep_args_file is not \"<environment>: <arguments>\""
      fi
      case "$ep_known " in *" $ep_name "*) refuse 78 "line $ep_number of $ep_args_file names $ep_name a second time" ;; esac
      with_words "${ep_line#*:}" : || refuse 78 "line $ep_number of $ep_args_file has an unclosed quote"
      ep_known="$ep_known $ep_name"
      if [ "$ep_name" = "$MY_ENVIRONMENT" ]; then
        ep_found=yes
        ep_args=${ep_line#*:}
      fi
    done <"$ep_args_file"
  fi

  # A variable wins over the file, so that one line can be tried with `docker run -e`.
  ep_name=ARGS_$MY_ENVIRONMENT
  while :; do
    case $ep_name in *-*) ep_name=${ep_name%%-*}_${ep_name#*-} ;; *) break ;; esac
  done
  if eval "[ -n \"\${$ep_name+set}\" ]"; then
    ep_found=yes
    eval "ep_args=\$$ep_name"
    with_words "$ep_args" : || refuse 78 "$ep_name has an unclosed quote"
  fi
  [ "$ep_found" = yes ] ||
    refuse 78 "environment \"$MY_ENVIRONMENT\" is unknown to this image: no $ep_name, and $ep_args_file has${ep_known:- none}"
}

case ${1-} in
  '' | -*) refuse 64 "no command: give the app and its arguments, in the image's CMD or the task definition's command" ;;
esac
read_config
find_args
# What systemd does with a line it cannot read: leave it out and say so. Said last, so that a refusal stays one line.
[ -z "$ep_ignored" ] ||
  printf '%s\n' "entrypoint: ignored in $ep_config, line$ep_ignored: not KEY=\"value\", or not a node's key" >&2
# exec: the app takes over this process id and receives the SIGTERM of a stopping task itself.
with_words "$ep_args" exec "$@"
