# SPDX-License-Identifier: Apache-2.0
# Postrider as one of the peers of a side-by-side bench of SMTP servers: five functions, sourced by
# the bench's driver, which gives RUN (a fresh directory), PORT, SINKPORT, MODE (relay, hold, defer),
# TLS (0, 1), CERT, KEY and SLOTS. The built tree is POSTRIDER_HOME, else the one this file is in.
HOME_TREE=${POSTRIDER_HOME:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)}
POSTRIDER=$HOME_TREE/postrider
DIST=$HOME_TREE/gateway/target/dist

# Compiles a plug-in of one file against the plug-in API: folder, class, and the name it goes by.
plugin() {
    local java=${JAVA25_HOME:-$(echo /usr/lib/jvm/*25*)} folder=$1 class=$2 name=$3
    local to=$RUN/plugins/$name classes=$RUN/classes-$name
    mkdir -p "$to" "$classes/META-INF/services"
    sed "s/\"NAME\"/\"$name\"/" "$HOME_TREE/docs/performance/bench/$folder/$class.java" >"$classes/$class.java"
    echo "bench.$folder.$class" >"$classes/META-INF/services/org.postrider.plugins.api.SmtpPlugin"
    "$java/bin/javac" -proc:none -cp "$DIST/lib/*" -d "$classes" "$classes/$class.java" &&
        "$java/bin/jar" --create --file "$to/$name.jar" -C "$classes" . &&
        printf '\n[plugins.%s]\n' "$name" >>"$RUN/postrider.toml"
}

# postrider@pure10: ten plug-ins that answer every question at once; postrider@slow: one that waits.
variant_plugins() {
    local i
    case ${VARIANT:-} in
    '') ;;
    pure10) for i in 0 1 2 3 4 5 6 7 8 9; do plugin pure Pure "pure$i" || return 1; done ;;
    slow) plugin slow Slow slow ;;
    *) echo "no such variant: $VARIANT" >&2 && return 1 ;;
    esac
}

peer_setup() {
    [ -f "$RUN/postrider.toml" ] && return 0
    # Builds what is missing, outside the measured time.
    "$POSTRIDER" version >/dev/null || return 1
    local hop=$SINKPORT
    [ "$MODE" = defer ] && hop=9
    cat >"$RUN/postrider.toml" <<EOF
hostname = "mx.bench.test"

[[listener]]
name = "mx"
kind = "mx"
address = "127.0.0.1:$PORT"

[limits]
connections = $((SLOTS + 1000))
connections-per-address = $((SLOTS + 1000))
messages = 1000000

[delivery]
connections-per-hop = 50
messages-per-connection = 500
retry = ["1h"]

[[route]]
domains = ["sink.test"]
hop = "smtp"
hosts = ["127.0.0.1:$hop"]
tls = "none"

[admin]
address = "127.0.0.1:$((PORT + 100))"

[log]
level = "warn"
mail = "mail.log"

[plugins.relay]
relay = ["sink.test"]
EOF
    if [ "$TLS" = 1 ]; then
        printf '\n[tls]\ncertificate = "%s"\nkey = "%s"\n' "$CERT" "$KEY" >>"$RUN/postrider.toml"
    fi
    # Asked last: what holds every message.
    variant_plugins && { [ "$MODE" != hold ] || plugin hold Hold hold; }
}

peer_start() { ulimit -n "$(ulimit -Hn)"; exec "$POSTRIDER" serve "$RUN"; }
peer_stop() { :; }
peer_list() { "$POSTRIDER" queue list --directory "$RUN"; }
peer_version() { "$POSTRIDER" version; }
