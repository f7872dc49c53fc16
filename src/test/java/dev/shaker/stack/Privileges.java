package dev.shaker.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import com.sun.security.auth.module.UnixSystem;

/**
 * PostgreSQL refuses to run as root. For root there are two ways to be somebody else: a user namespace, or where
 * containers forbid those, the user {@code nobody}.
 *
 * @param prefix what to put before a command
 * @param givesAway whether files must belong to {@link #NOBODY} first
 */
record Privileges(List<String> prefix, boolean givesAway) {
    private static final String NOBODY = "65534";

    static Privileges forPostgres() throws IOException, InterruptedException {
        if (new UnixSystem().getUid() != 0) {
            return new Privileges(List.of(), false);
        }
        if (works("unshare", "--user", "true")) {
            return new Privileges(List.of("unshare", "--user"), false);
        }
        List<String> nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (works(nobody.get(0), nobody.get(1), nobody.get(2), nobody.get(3), "true")) {
            return new Privileges(nobody, true);
        }
        throw new StackException("PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux) can "
                + "make it another user here; start Shaker as a normal user");
    }

    /** Makes a directory usable for the commands that {@link #prefix} leads. */
    void giveAway(Path directory) throws IOException, InterruptedException {
        if (givesAway && !works("chown", "-R", NOBODY + ":" + NOBODY, directory.toString())) {
            throw new StackException("cannot give " + directory + " to the user nobody, as whom PostgreSQL runs here");
        }
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
