package dev.shaker.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar; {@code development} where the classes come from a directory. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[]{ "shaker " + (version == null ? "development" : version) };
    }
}
