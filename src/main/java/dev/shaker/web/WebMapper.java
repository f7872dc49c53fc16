package dev.shaker.web;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.shaker.event.Json;

/** REST writes JSON as events do: with the one mapper. */
final class WebMapper {
    private WebMapper() {
    }

    @Produces
    @Singleton
    static ObjectMapper mapper() {
        return Json.mapper();
    }
}
