/**
 * What all commands share: the HTTP client, the console, tables, exit codes and the settings of the process. No command comes
 * in.
 */
@NullMarked
package dev.shaker.cli.common;

import org.jspecify.annotations.NullMarked;
