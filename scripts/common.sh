# Shared by ./burrow, ./test, ./bench and ./fuzz; sourced, never run. Needs bash 3.2 or later.
# Defines ROOT (the checkout), CACHE (fetched and built things that survive a clean), find_java
# and find_maven. Prints nothing on stdout: that belongs to the guest.

ROOT=${BASH_SOURCE[0]%/*}/..
ROOT=$(cd -P "$ROOT" && pwd)
CACHE=${BURROW_CACHE:-${XDG_CACHE_HOME:-${HOME:-$ROOT/.cache}/.cache}/burrow}

# die STATUS MESSAGE: one line on stderr, and the end.
die() {
  printf 'burrow: %s\n' "$2" >&2
  exit "$1"
}

# java_release HOME: sets java_version ("25.0.3") if HOME holds a Java 25 or later.
# Reads the release file, so that no JVM has to start to be asked.
java_release() {
  local line
  java_version=
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in JAVA_VERSION=*)
      line=${line#JAVA_VERSION=\"}
      java_version=${line%\"}
      ;;
    esac
  done <"$1/release"
  case ${java_version%%[.+-]*} in '' | *[!0-9]*) return 1 ;; esac
  [ "${java_version%%[.+-]*}" -ge 25 ]
}

# find_java [jdk]: sets java_home and java_version to the first Java 25 or later among $JAVA_HOME,
# the java on PATH and the usual places; with "jdk" only to one that has a compiler.
find_java() {
  local home on_path
  # Before anything is asked of other processes: they are a tenth of a start's shell.
  if java_release "${JAVA_HOME:-}" && { [ "${1:-}" != jdk ] || [ -x "$JAVA_HOME/bin/javac" ]; }; then
    java_home=$JAVA_HOME
    return
  fi
  on_path=$(type -P java || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path" 2>/dev/null || true)
    on_path=${on_path%/bin/java}
  fi
  for home in "$on_path" /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/java/* \
    /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$home" ] && java_release "$home" && { [ "${1:-}" != jdk ] || [ -x "$home/bin/javac" ]; }; then
      java_home=$home
      return
    fi
  done
  die 125 "needs a $([ "${1:-}" = jdk ] && echo JDK || echo "Java runtime") 25 or later, and found none in JAVA_HOME, PATH or /usr/lib/jvm (Temurin 25 from adoptium.net will do)"
}

# find_maven: sets MAVEN to the installed mvn, or to the wrapper that fetches one.
find_maven() {
  MAVEN=$(type -P mvn || true)
  [ -n "$MAVEN" ] || MAVEN=$ROOT/mvnw
}
