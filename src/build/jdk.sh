# Finds the JDK that Shaker is built with and runs on: sourced by shaker and mvnw, which may themselves be started where
# "java" is an older one. find_jdk sets and exports JAVA_HOME, and sets java; without a JDK it says what to install.
wanted=25

major() {
    if [ -f "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
    fi
}

usable() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ "$(major "$1" | head -n 1)0" -ge "${wanted}0" ] 2>/dev/null
}

find_jdk() {
    on_path=$(command -v java 2>/dev/null)
    if [ -n "$on_path" ]; then
        on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
        on_path=$(dirname "$(dirname "$on_path")")
    fi
    mac=
    [ -x /usr/libexec/java_home ] && mac=$(/usr/libexec/java_home -v "$wanted+" 2>/dev/null)
    for jdk in "${JAVA_HOME:-}" "$on_path" "$mac" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* /opt/*jdk* /opt/java/*; do
        if [ -n "$jdk" ] && usable "$jdk"; then
            JAVA_HOME=$jdk
            export JAVA_HOME
            java=$jdk/bin/java
            return 0
        fi
    done
    echo "no JDK $wanted or later found. Install one (Debian, Ubuntu: apt install openjdk-$wanted-jdk, or Temurin from" \
        "https://adoptium.net; macOS: brew install openjdk@$wanted; anywhere: sdk install java $wanted-tem)," \
        "or set JAVA_HOME to where it is." >&2
    return 3
}
