#!/bin/sh
# The whole system under a seeded adversary: infra/lab/simulate.sh --seeds 10000, or --seed N for one life with its trace.
# Needs a JDK 17 or newer; builds what is not built.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
app=infra/local/target/quarkus-app
if [ ! -d infra/lab/target/classes ] || [ ! -d "$app" ] || [ ! -e infra/cli/target/crossdock.jar ]; then
  ./mvnw -q -B package -DskipTests
fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
exec "$java" -XX:+UseParallelGC -Dslf4j.provider=org.slf4j.impl.JBossSlf4jServiceProvider -Dslf4j.internal.verbosity=WARN -cp "infra/lab/target/classes:$app/app/*:$app/lib/main/*:$app/lib/boot/*:infra/cli/target/crossdock.jar" \
  dev.crossdock.infra.lab.sim.Simulation "$@"
