/**
 * The embedded stack of development and tests: real Kafka, PostgreSQL and S3 in a process of its own, over a data
 * directory. It lives among the tests so that it can never reach the production artefact; Shaker itself knows it only as
 * addresses in ordinary settings.
 */
@NullMarked
package dev.shaker.stack;

import org.jspecify.annotations.NullMarked;
