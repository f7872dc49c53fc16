#!/bin/sh
# How fast a device evaluates: RoBERTa-large's shape with Pfeiffer adapters of bottleneck 64 at 128 tokens, random weights. Prints rows
# per second, the share of what one large matrix product reaches (and of the maker's peak), and hours for all 53,248 combinations.
#
#   src/test/sh/device-speed.sh [large|small [DEVICE [PRECISION [ROWS [PEAK_TFLOPS]]]]]
#   PYTORCH_LIBRARY_PATH=/opt/libtorch/lib PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128 src/test/sh/device-speed.sh large gpu float16 500 989
#
# DEVICE as shaker.evaluation.device (auto), PRECISION float32 or float16, ROWS of one evaluation (500). On a GPU the variables name
# PyTorch's own CUDA build, as in src/main/docker/Dockerfile.gpu. JAVA_HOME is a JDK 25. `small` on a CPU takes seconds.
set -eu
cd "$(dirname "$0")/../../.."
mkdir -p target/bench
./mvnw -B -ntp -q test-compile dependency:build-classpath -Dmdep.outputFile=target/bench/classpath
exec "$JAVA_HOME/bin/java" -Xmx6g -Dai.djl.offline=true --enable-native-access=ALL-UNNAMED \
    -cp "target/test-classes:target/classes:$(cat target/bench/classpath)" \
    dev.shaker.djl.DeviceSpeed "${1:-large}" "${2:-auto}" "${3:-float32}" "${4:-500}" ${5:+"$5"}
