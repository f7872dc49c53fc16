#!/bin/sh
# Creates the topics of these manifests on a Kafka without Strimzi, with the tools that Kafka brings:
#
#   kafka-topics/create.sh --bootstrap-server HOST:PORT [--replicas N] [--command-config FILE]
#
# KAFKA_TOPICS names Kafka's own script where it is not on the PATH as kafka-topics.sh. With --replicas below 2,
# min.insync.replicas is left out. Topics that exist are left as they are. --print only says what would be done.
set -eu

usage() {
    sed -n '2,8p' "$0" | cut -c3- >&2
    exit 2
}

here=$(dirname "$0")
server=
replicas=
config=
print=
while [ $# -gt 0 ]; do
    case $1 in
    --bootstrap-server) server=${2:?} && shift 2 ;;
    --replicas) replicas=${2:?} && shift 2 ;;
    --command-config) config=${2:?} && shift 2 ;;
    --print) print=echo && shift ;;
    *) usage ;;
    esac
done
[ -n "$server" ] || usage

tool=${KAFKA_TOPICS:-$(command -v kafka-topics.sh || command -v kafka-topics || true)}
if [ -z "$tool" ]; then
    [ -n "$print" ] || { echo "kafka-topics.sh is not on the PATH; set KAFKA_TOPICS to where it is" >&2 && exit 3; }
    tool=kafka-topics.sh
fi

field() {
    sed -n "s/^  $2: *//p" "$1"
}

for manifest in "$here"/*.yaml; do
    count=${replicas:-$(field "$manifest" replicas)}
    set -- --bootstrap-server "$server" --create --if-not-exists --topic "$(field "$manifest" topicName)" \
        --partitions "$(field "$manifest" partitions)" --replication-factor "$count"
    [ -z "$config" ] || set -- "$@" --command-config "$config"
    for setting in $(sed -n '/^  config:/,$s/^    \([a-z.]*\): *"\{0,1\}\([^"]*\)"\{0,1\}$/\1=\2/p' "$manifest"); do
        case $setting in
        min.insync.replicas=*) [ "$count" -ge 2 ] || continue ;;
        esac
        set -- "$@" --config "$setting"
    done
    $print "$tool" "$@"
done
