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
# Read before node.config, which cannot change them then.
ep_metadata=${ECS_CONTAINER_METADATA_FILE-}
ep_within=${ENTRYPOINT_WAIT_FOR_PORTS_SECONDS-}
ep_image_address=${HOST_IP-}

# Spelled out, because [a-z] and [[:space:]] mean different things in different locales. A carriage return counts as
# blank, so files with CRLF line ends work. The newline comes first: $(...) would cut it off the end.
ep_lower=abcdefghijklmnopqrstuvwxyz
ep_upper=ABCDEFGHIJKLMNOPQRSTUVWXYZ
ep_digit=0123456789
ep_blank=$(printf '\n \t\r')
ep_longest=4096 # characters of one environment's arguments
ep_most=512     # words of them

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
      # Spelled out: cutting the rest off, to have the one character before it, takes a shell the square of the text's length.
      \\\"*) ep_word=$ep_word\" && ep_text=${ep_text#??} ;;
      \\\\*) ep_word=$ep_word\\ && ep_text=${ep_text#??} ;;
      \\\$*) ep_word=$ep_word\$ && ep_text=${ep_text#??} ;;
      \\\`*) ep_word=$ep_word\` && ep_text=${ep_text#??} ;;
      *)
        ep_word=$ep_word\\
        ep_text=${ep_text#?}
        ;;
    esac
  done
}

# Moves the next word from ep_text to ep_word. Fails when there is none, with ep_text empty, and when a quote stays open, with
# ep_text not. Only blanks, '...' and "..." mean something here. Nothing is ever expanded, globbed or evaluated.
take_word() {
  ep_text=${ep_text#"${ep_text%%[!"$ep_blank"]*}"}
  [ -n "$ep_text" ] || return 1
  ep_word=
  while :; do
    ep_part=${ep_text%%["$ep_blank"\'\"]*}
    ep_word=$ep_word$ep_part
    ep_text=${ep_text#"$ep_part"}
    case $ep_text in
      \'*\'*)
        ep_text=${ep_text#?}
        ep_word=$ep_word${ep_text%%\'*}
        ep_text=${ep_text#*\'}
        ;;
      \'*) return 1 ;;
      \"*)
        ep_text=${ep_text#?}
        if ! take_double_quoted; then
          ep_text=\"
          return 1
        fi
        ;;
      *) return 0 ;;
    esac
  done
}

# with_words TEXT COMMAND...: runs COMMAND with the words of TEXT behind it; fails, without running it, when a quote stays open.
with_words() {
  ep_text=$1
  shift
  while take_word; do set -- "$@" "$ep_word"; done
  [ -z "$ep_text" ] || return 1
  "$@"
}

# export_key NAME [VALUE]: fails when there is more than one value, or the name is not the node's to set. Only MY_* and HOST_IP
# are: any other may mean something to a shell (mksh evaluates what is assigned to SECONDS, `$(...)` included, and so do its
# other integers; some names are read-only), or be the image's business (PATH, LD_*, NODE_OPTIONS, ARGS_*).
export_key() {
  [ $# -le 2 ] && is_key "$1" || return 1
  case $1 in MY_* | HOST_IP) export "$1=${2-}" ;; *) return 1 ;; esac
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
  unset MY_ENVIRONMENT MY_CLUSTER # only the node may say where it is
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

# check_arguments WHAT TEXT: a shell copies the rest of a text with each word that it takes off, and all words with each that it
# adds to them, so long or many ones would take seconds. Here they are only counted: this is done for each environment.
check_arguments() {
  [ ${#2} -le "$ep_longest" ] || refuse 78 "$1 is longer than $ep_longest characters: give the app a file, and its name here"
  ep_text=$2
  ep_words=0
  while take_word; do ep_words=$((ep_words + 1)); done
  [ -z "$ep_text" ] || refuse 78 "$1 has an unclosed quote"
  [ "$ep_words" -le "$ep_most" ] || refuse 78 "$1 has more than $ep_most words: give the app a file, and its name here"
}

# is_there FILE: refuses a link that leads nowhere and a directory that is closed, behind which there may be a file.
is_there() {
  [ ! -e "$1" ] || return 0
  ep_parent=$1
  while [ ! -d "$ep_parent/" ]; do
    [ ! -L "$ep_parent" ] ||
      refuse 78 "$ep_parent is a link to nothing that this container's user can reach: copy the args file itself to $1"
    [ "$ep_parent" != "${ep_parent%/*}" ] || break
    ep_parent=${ep_parent%/*}
  done
  [ ! -d "$ep_parent/" ] || [ -x "$ep_parent/" ] ||
    refuse 78 "$1 is in a directory that is closed to this container's user: give $ep_parent mode 0755"
  return 1
}

# Sets ep_args for MY_ENVIRONMENT. All lines of the file are checked, not only the one needed: a slip in prod's line has to
# show in dev.
find_args() {
  ep_args=
  ep_found=no
  ep_known=
  if is_there "$ep_args_file"; then
    [ ! -d "$ep_args_file" ] || refuse 78 "$ep_args_file is a directory: copy the image's args file there, or nothing"
    [ ! -p "$ep_args_file" ] || refuse 78 "$ep_args_file is a pipe: copy the image's args file there, or nothing"
    [ -r "$ep_args_file" ] || refuse 78 "$ep_args_file is not readable by this container's user: give it mode 0644"
    ep_number=0
    while next_line; do
      [ -n "$ep_line" ] || continue
      ep_name=${ep_line%%:*}
      if [ "$ep_name" = "$ep_line" ] || ! is_environment "$ep_name"; then
        refuse 78 "line $ep_number of $ep_args_file is not \"<environment>: <arguments>\""
      fi
      case "$ep_known " in *" $ep_name "*) refuse 78 "line $ep_number of $ep_args_file names $ep_name a second time" ;; esac
      check_arguments "line $ep_number of $ep_args_file" "${ep_line#*:}"
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
    check_arguments "$ep_name" "$ep_args"
  fi
  [ "$ep_found" = yes ] ||
    refuse 78 "environment \"$MY_ENVIRONMENT\" is unknown to this image: no $ep_name, and $ep_args_file has${ep_known:- none}"
}

# Moves a JSON string, its opening quote already gone, from ep_text to ep_word. Escapes stay as they are written: nothing
# that is looked for needs one, so whatever has one is something else.
take_json_string() {
  ep_word=
  while :; do
    ep_part=${ep_text%%[\"\\]*}
    ep_word=$ep_word$ep_part
    ep_text=${ep_text#"$ep_part"}
    case $ep_text in
      \"*) ep_text=${ep_text#?} && return ;;
      \\?*)
        ep_part=${ep_text#??}
        ep_word=$ep_word${ep_text%"$ep_part"}
        ep_text=$ep_part
        ;;
      *) return 1 ;;
    esac
  done
}

is_port() {
  case $1 in '' | 0* | *[!$ep_digit]* | ??????*) return 1 ;; esac
  [ "$1" -le 65535 ]
}

# Keeps what a value of the file says, when it is one of those that are looked for.
take_metadata_value() {
  case "$ep_in $ep_key" in
    '{ Cluster') ep_cluster=$ep_word ;;
    '{ MetadataFileStatus') ep_status=$ep_word ;;
    '{ HostPrivateIPv4Address') ep_address=$ep_word ;;
    '{PortMappings[{ ContainerPort') ep_container_port=$ep_word ;;
    '{PortMappings[{ HostPort') ep_host_port=$ep_word ;;
    '{PortMappings[{ BindIp') ep_bind=$ep_word ;;
    '{PortMappings[{ Protocol') ep_protocol=$ep_word ;;
  esac
}

# Keeps a mapping that is complete as NAME=PORT, apart when it is one for IPv6.
take_mapping() {
  is_port "$ep_container_port" && is_port "$ep_host_port" || return 0
  case $ep_protocol in
    tcp) ep_name=PORT_$ep_container_port ;;
    udp) ep_name=PORT_${ep_container_port}_UDP ;;
    *) return 0 ;;
  esac
  case $ep_bind in
    *:*) ep_ports="$ep_ports $ep_name=$ep_host_port" ;;
    *) ep_ports4="$ep_ports4 $ep_name=$ep_host_port" ;;
  esac
}

# Reads the file that the ECS agent writes for this container; fails, with ep_why, when there is none that can be read. The
# agent puts a new file in the old one's place, so none is ever half written: one that ends too early is not the agent's.
# It is taken apart line by line, because no string of JSON goes on in the next line, and short texts are quick.
read_metadata() {
  ep_cluster='' ep_status='' ep_address='' ep_ports='' ep_ports4=''
  ep_why="there is no file $ep_metadata"
  [ -f "$ep_metadata" ] || return 1
  ep_why="$ep_metadata is not readable by this container's user"
  [ -r "$ep_metadata" ] || return 1
  ep_why="$ep_metadata is not what the ECS agent writes"
  ep_ended=no
  ep_key=
  ep_in= # the brackets that are open, with the one name that matters
  ep_number=0
  while IFS= read -r ep_text || [ -n "$ep_text" ]; do
    ep_number=$((ep_number + 1))
    [ "$ep_number" -le 5000 ] || return 1 # ten times what 100 ports take
    while :; do
      ep_text=${ep_text#"${ep_text%%[!"$ep_blank"]*}"}
      [ -n "$ep_text" ] || break
      [ "$ep_ended" = no ] || return 1
      take_json_token || return 1
    done
  done <"$ep_metadata"
  [ "$ep_ended" = yes ]
}

# Takes one token from ep_text. Brackets have to fit; commas and colons are taken as they come.
take_json_token() {
  case $ep_text in
    \"*)
      ep_text=${ep_text#?}
      take_json_string || return 1
      take_metadata_value
      return
      ;;
    [$ep_lower$ep_digit-]*) # a number, true, false or null
      ep_word=${ep_text%%[!"$ep_lower$ep_upper$ep_digit"+.-]*}
      ep_text=${ep_text#"$ep_word"}
      take_metadata_value
      return
      ;;
    :*) ep_key=$ep_word ;;
    ,*) ep_key= ;;
    '{'*) open_bracket '{' ;;
    '['*) open_bracket '[' ;;
    '}'*) close_bracket '}' || return 1 ;;
    ']'*) close_bracket ']' || return 1 ;;
    *) return 1 ;;
  esac
  ep_text=${ep_text#?}
}

open_bracket() {
  case "$ep_in $ep_key $1" in
    '{ PortMappings [') ep_in='{PortMappings[' ;;
    *) ep_in=$ep_in$1 ;;
  esac
  ep_key=
  [ "$ep_in" != '{PortMappings[{' ] || ep_container_port='' ep_host_port='' ep_bind='' ep_protocol=''
}

close_bracket() {
  case $ep_in$1 in
    '{PortMappings[]')
      ep_in='{'
      return
      ;;
    '{PortMappings[{}') take_mapping ;;
    '{}') ep_ended=yes ;;
    *'{}' | *'[]') ;;
    *) return 1 ;;
  esac
  ep_in=${ep_in%?}
}

# What the agent says of the cluster and what node.config says must be the same: where it is not, the node was configured
# for another one, and its environment is not to be trusted. Each is a name, or an ARN that ends in it.
check_cluster() {
  ep_uncompared="$ep_config names no cluster"
  [ -n "${MY_CLUSTER-}" ] || return 0
  ep_uncompared="$ep_metadata names no cluster"
  [ -n "$ep_cluster" ] || return 0
  ep_uncompared=
  case "$ep_cluster $MY_CLUSTER" in
    arn:*" arn:"*) [ "$ep_cluster" != "$MY_CLUSTER" ] || return 0 ;;
    *) [ "${ep_cluster##*/}" != "${MY_CLUSTER##*/}" ] || return 0 ;;
  esac
  ep_cluster=${ep_cluster%%[[:cntrl:]]*}
  refuse 78 "the task is in cluster \"$ep_cluster\", and $ep_config in \"${MY_CLUSTER%%[[:cntrl:]]*}\": replace the node"
}

# Reads what the agent says of this container: at once, or as soon as the ports are in it when the image asks for them.
# Without them a file that cannot be read contradicts nothing: the app starts, and the log says that nothing was compared.
consult_agent() {
  ep_uncompared=
  case $ep_within in
    0* | *[!$ep_digit]* | ????*)
      refuse 78 "ENTRYPOINT_WAIT_FOR_PORTS_SECONDS is \"${ep_within%%[[:cntrl:]]*}\": give whole seconds, 1 to 999"
      ;;
  esac
  if [ -z "$ep_metadata" ]; then
    [ -n "$ep_within" ] && [ -n "${ECS_CONTAINER_METADATA_URI_V4-}" ] || return 0 # not asked for, or not on ECS
    refuse 78 "no ECS_CONTAINER_METADATA_FILE to learn ports from: give the node's agent ECS_ENABLE_CONTAINER_METADATA=true"
  fi
  if [ -z "$ep_within" ]; then
    if read_metadata; then check_cluster; else ep_uncompared=$ep_why; fi
    return
  fi
  # Process 1 has no default action for signals: a task that is stopped now should not wait for its stop timeout.
  trap 'exit 143' TERM
  # A POSIX shell has no clock, so time is what was slept, in tenths of a second. Not every sleep knows fractions.
  ep_left=$((ep_within * 10))
  while :; do
    if read_metadata; then
      check_cluster
      [ "$ep_status" != READY ] || break
      ep_why="$ep_metadata is not READY"
    fi
    [ "$ep_left" -gt 0 ] || refuse 75 "no ports within $ep_within s: $ep_why"
    if sleep 0.1 2>/dev/null; then
      ep_left=$((ep_left - 1))
    elif sleep 1 2>/dev/null; then
      ep_left=$((ep_left - 10))
    else
      refuse 78 "the image has no sleep, and ENTRYPOINT_WAIT_FOR_PORTS_SECONDS needs it"
    fi
  done
  trap - TERM
  export_ports
}

# Docker may map a port for IPv4 and again for IPv6: the first for IPv4 is the one that other nodes reach.
export_ports() {
  ep_known=
  for ep_part in $ep_ports4 $ep_ports; do
    case "$ep_known " in *" ${ep_part%%=*} "*) continue ;; esac
    ep_known="$ep_known ${ep_part%%=*}"
    # shellcheck disable=SC2163 # the name is in the variable
    export "$ep_part"
  done
  # node.config has the last word on the address, and the image the first.
  case $ep_address in '' | *[!$ep_digit.]*) return ;; esac
  [ "${HOST_IP-}" != "$ep_image_address" ] || export "HOST_IP=$ep_address"
}

case ${1-} in
  '' | -*) refuse 64 "no command: give the app and its arguments, in the image's CMD or the task definition's command" ;;
esac
read_config
find_args
consult_agent
# What systemd does with a line it cannot read: leave it out and say so. Said last, so that a refusal stays one line.
[ -z "$ep_ignored" ] ||
  printf '%s\n' "entrypoint: ignored in $ep_config, line$ep_ignored: not KEY=\"value\", or not a node's key" >&2
[ -z "$ep_uncompared" ] || printf '%s\n' "entrypoint: cluster not compared: $ep_uncompared" >&2
# exec: the app takes over this process id and receives the SIGTERM of a stopping task itself.
with_words "$ep_args" exec "$@"
