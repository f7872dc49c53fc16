package dev.shaker.runtime;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the role of this process injectable. */
@Dependent
class RoleProducer {
    @Produces
    @Dependent
    Role role(@ConfigProperty(name = Role.PROPERTY, defaultValue = "all") String name) {
        return Role.of(name);
    }
}
