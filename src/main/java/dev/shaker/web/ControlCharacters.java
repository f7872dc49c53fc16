package dev.shaker.web;

import java.util.List;
import java.util.Map;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** No name, id or value has control characters: they are refused at the door, before the database chokes on them. */
@Provider
public class ControlCharacters implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        check("the path", uri.getPath(true));
        for (Map.Entry<String, List<String>> parameter : uri.getQueryParameters(true).entrySet()) {
            check("a query parameter's name", parameter.getKey());
            for (String value : parameter.getValue()) {
                check("query parameter '" + parameter.getKey() + "'", value);
            }
        }
    }

    private static void check(String where, String text) {
        int at = 0;
        while (at < text.length() && !Character.isISOControl(text.charAt(at))) {
            at++;
        }
        if (at < text.length()) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, where + " has the control character U+%04X; remove it"
                    .formatted((int) text.charAt(at))).with("index", at);
        }
    }
}
