package dev.shaker.web;

import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Problem details (RFC 9457).
 *
 * @param type {@code urn:shaker:error:<code>}
 * @param title the same for every problem of that code
 * @param detail what happened, where, and what to do
 * @param instance path of the request
 * @param code wire form of the error code
 * @param details where it happened: field, file, tensor …
 */
@Schema(examples = """
        {"type": "urn:shaker:error:space-unknown", "title": "Space unknown", "status": 404,
         "detail": "space 'minilm' is unknown; GET /api/v1/spaces lists those there are",
         "instance": "/api/v1/spaces/minilm", "code": "space-unknown", "details": {"space": "minilm"}}""")
public record ProblemJson(String type, String title, int status, String detail, String instance, String code,
        Map<String, String> details) {}
