/**
 * Objects in S3 through the MinIO client; decorators add cache, verification and metrics.
 */
@NullMarked
package dev.shaker.store;

import org.jspecify.annotations.NullMarked;
