package dev.shaker.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Topics of the broker. */
@ConfigMapping(prefix = "shaker.topics")
public interface TopicsConfig {
    /** What to do at the start about topics that are not as they should be. */
    @WithDefault("fail")
    Check check();

    /** What to do about them. */
    enum Check {
        FAIL, WARN, OFF
    }
}
