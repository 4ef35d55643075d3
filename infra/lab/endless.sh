#!/bin/sh
# Every endless expression ends within a fifth of the 500 ms of processor that it may have; interpreted, in a step more. On a quiet machine.
# What each took: shared/target/endless.txt.
set -eu
cd "$(dirname "$0")/../.."
rm -f shared/target/endless.txt
./mvnw ${CROSSDOCK_MAVEN:-} -q -B test -pl shared -Dtest='HostileExpressionTest#noneOfTheEndless*' -DargLine='-Xmx768m -Dcrossdock.endless.measured=true'
sort -rn shared/target/endless.txt
