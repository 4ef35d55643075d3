#!/bin/sh
# Builds the sources twice, at two places, in two time zones, and compares what came of it byte for byte:
# infra/lab/reproducible.sh [--all]. Without --all the libraries and the command, which are the same; with it the local host and every function
# too. Those are not yet: Quarkus packs a function with several threads, in the order in which they end, and writes the builder's locale down.
# Needs a JDK 17 or newer, and git.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
modules=infra/cli,http
[ "${1:-}" != --all ] || modules=infra/cli,infra/local
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

build() {
  mkdir -p "$work/$1"
  # What is not under version control yet counts, what is ignored does not.
  (cd "$root" && git ls-files -co --exclude-standard | while read -r file; do [ ! -f "$file" ] || echo "$file"; done | tar -cf - -T -) |
    tar -xf - -C "$work/$1"
  (cd "$work/$1" && TZ=$2 LC_ALL=$3 ./mvnw ${CROSSDOCK_MAVEN:-} -q -B package -DskipTests -pl "$modules" -am)
  (cd "$work/$1" && find . \( -path '*/target/*.jar' -o -path '*/target/function.zip' -o -path '*/target/quarkus-app/*' \) -type f \
    ! -path '*/target/lib/*' ! -path '*/cloud/lib/*' ! -path '*/lib/main/*' ! -name '*-tests.jar' ! -name '*-runner.jar' ! -name '*.original' | sort |
    while read -r file; do sha256sum "$file"; done) > "$work/$1.sums"
}

build one UTC C.UTF-8
build another-place/with/a-longer-path Pacific/Auckland C
mv "$work/another-place/with/a-longer-path.sums" "$work/two.sums"
wc -l < "$work/one.sums" | xargs echo "compared:"
if cmp -s "$work/one.sums" "$work/two.sums"; then
  echo "the same bytes"
  exit 0
fi
diff "$work/one.sums" "$work/two.sums" | sed -n 's/^< //p' | while read -r sum file; do
  echo "differs: $file"
  case $file in
    *.jar | *.zip)
      (cd "$work/one" && unzip -v "$file" | awk '{print $7, $8}') > "$work/a.list"
      (cd "$work/another-place/with/a-longer-path" && unzip -v "$file" | awk '{print $7, $8}') > "$work/b.list"
      diff "$work/a.list" "$work/b.list" | head -20 || :
      ;;
  esac
done
exit 1
