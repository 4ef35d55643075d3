#!/bin/sh
# Lets the fuzz targets search, one after the other: infra/lab/fuzz.sh [--seconds 60] [TARGET …], a target as CsvFuzz.
# A finding is written beside the target's cases (shared/src/test/resources/…/<Target>Inputs/fuzz): mend it, and keep it there.
# Needs a JDK 17 or newer; builds what is not built.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
seconds=60
if [ "${1:-}" = --seconds ]; then seconds=$2; shift 2; fi
classpath=shared/target/fuzz.classpath
./mvnw -q -B test-compile dependency:build-classpath -pl shared -Dmdep.outputFile="$root/$classpath" -Dmdep.includeScope=test
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
targets=${*:-$(find shared/src/test/java -name '*Fuzz.java' | sed 's#.*/##; s#\.java$##' | sort)}
# Names are looked up in an empty file, and nowhere outside.
: > shared/target/no-hosts
cd shared
failed=
for target in $targets; do
  file=$(find src/test/java -name "$target.java")
  [ -n "$file" ] || { echo "There is no target $target." >&2; exit 2; }
  class=$(echo "${file#src/test/java/}" | sed 's#\.java$##; s#/#.#g')
  log=target/fuzz-$target.log
  if nice "$java" -Xmx768m -XX:+UseSerialGC -Djdk.net.hosts.file=target/no-hosts -Dcrossdock.root="$root" \
      ${CROSSDOCK_CONFORMANCE:+-Dcrossdock.conformance="$CROSSDOCK_CONFORMANCE"} \
      -cp "target/test-classes:target/classes:$(cat target/fuzz.classpath)" \
      dev.crossdock.fuzz.Search "$class" "$seconds" > "$log" 2>&1; then
    echo "$target: $(grep -a '^#.*DONE' "$log" | tail -1)"
  else
    failed="$failed $target"
    echo "$target: FOUND SOMETHING, see shared/$log"
  fi
done
[ -z "$failed" ]
