package dev.shaker.served;

import java.util.function.Function;

import org.jboss.logging.Logger;

import dev.shaker.error.ShakerException;

/** An adapter on the server while an evaluation needs it: loaded anew where the server forgot it, unloaded in the end. */
final class ServedAdapter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ServedAdapter.class);
    private static final int RELOADS = 3;

    private final EvaluationServer server;
    private final String model;
    private final String name;
    private final String path;
    private int loaded;

    private ServedAdapter(EvaluationServer server, String model, String name, String path) {
        this.server = server;
        this.model = model;
        this.name = name;
        this.path = path;
    }

    /**
     * @param model the base model's name there
     * @param path of the directory that holds the adapter's files
     * @throws ShakerException as {@link EvaluationServer#load}
     */
    static ServedAdapter load(EvaluationServer server, String model, String name, String path) {
        server.load(name, path);
        return new ServedAdapter(server, model, name, path);
    }

    /**
     * Asks the server something about the adapter.
     *
     * @param question gets the adapter's name
     */
    <T> T ask(Function<String, T> question) {
        while (true) {
            int before = generation();
            try {
                return question.apply(name);
            } catch (EvaluationServer.NotFoundException e) {
                reload(before, e);
            }
        }
    }

    private synchronized int generation() {
        return loaded;
    }

    /** Once for all who missed it; a server that was started anew may be another one. */
    private synchronized void reload(int before, EvaluationServer.NotFoundException cause) {
        if (loaded != before) {
            return;
        }
        if (server.isLoaded(name)) {
            throw cause.otherwise();
        }
        if (loaded == RELOADS) {
            throw ServerErrors.unavailable(server.loading(), "adapter '" + name
                    + "' was loaded " + (RELOADS + 1) + " times and is gone again, " + cause.getMessage()
                    + "; a server of several processes does not share what is loaded (--api-server-count 1)", cause);
        }
        server.checkServes(model);
        server.load(name, path);
        loaded++;
    }

    /** What was measured stands, whether the server forgets the adapter or not. */
    @Override
    public void close() {
        try {
            server.unload(name);
        } catch (ShakerException e) {
            LOG.warnf("adapter stays loaded on the evaluation server: adapter=%s %s", name, e.getMessage());
        }
    }
}
