#!/bin/sh
# Runs the demo with every function in a process of its own, from its zip, and compares what each asked AWS for with what
# template.yaml grants it. Needs a JDK 17 or newer on Linux; builds what is not built.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
app=infra/local/target/quarkus-app
if [ ! -d infra/lab/target/classes ] || [ ! -d "$app" ] || [ ! -e infra/cli/target/crossdock.jar ]; then
  ./mvnw -q -B package -DskipTests
fi
recorded=infra/lab/target/recorded
rm -rf "$recorded"
CROSSDOCK_RECORD=$root/$recorded CROSSDOCK_ZIPS_CLASSPATH=$root/infra/lab/target/classes ./crossdock demo --zips
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" -cp "infra/lab/target/classes:$app/app/*:$app/lib/main/*:$app/lib/boot/*" \
  dev.crossdock.infra.lab.granted.Granted template.yaml "$recorded" infra/lab/granted-exceptions.txt
