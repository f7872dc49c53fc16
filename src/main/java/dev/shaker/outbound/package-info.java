/**
 * Verdicts leave for where others decide by them: a webhook, MLflow's registry of models. Settings and verdicts come in; HTTP to
 * hosts that are allowed is all that goes out.
 */
@NullMarked
package dev.shaker.outbound;

import org.jspecify.annotations.NullMarked;
