package dev.shaker;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All tests that start the application inside the test's own JVM, in one of Failsafe's: classes of one profile share a start
 * (Maven's plugins on their own end the application after each class), and no second JVM is there to fall over the index of
 * test classes that Quarkus writes beside them and removes again. A single class runs without this, by
 * {@code ./mvnw test -Dtest=PipelineTest}.
 */
@Suite
@SelectPackages({
        "dev.shaker.db",
        "dev.shaker.kafka",
        "dev.shaker.pipeline",
        "dev.shaker.stack",
        "dev.shaker.web",
})
class ApplicationIT {
}
