package dev.shaker.cli.instance;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import dev.shaker.cli.common.CliException;

/** {@code shaker up}: known here for its help, done by the launcher script. */
@Command(name = "up", description = { "Start Kafka, PostgreSQL, an S3 store and Shaker in all its roles, until Ctrl-C.",
        "With KAFKA_BOOTSTRAP_SERVERS, QUARKUS_DATASOURCE_JDBC_URL and SHAKER_STORE_ENDPOINT set, these servers are "
                + "used and only Shaker is started." }, footer = { "Example:",
                        "  ./shaker up --data ~/shaker-data --port 8080" })
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Override
    public Integer call() {
        launcher.refuse();
        throw CliException.environment("servers are started by the script ./shaker in the project's directory", null);
    }
}
