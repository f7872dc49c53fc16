package dev.shaker.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

import dev.shaker.runtime.KnownSettings;

/** Makes the settings of this room known to the check of all names. */
@ApplicationScoped
class WebSettingsNames {
    @Produces
    @Dependent
    KnownSettings web() {
        return new KnownSettings("shaker.web", WebSettings.class);
    }
}
