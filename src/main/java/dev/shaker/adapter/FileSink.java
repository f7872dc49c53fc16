package dev.shaker.adapter;

import java.io.OutputStream;

/** Where the files of a new directory are written. A file is complete, and visible, only when its stream is closed. */
public interface FileSink {
    /** A path or {@code s3://bucket/prefix/}. */
    String location();

    /** @param file name relative to the location, with {@code /} between its parts */
    OutputStream create(String file);
}
