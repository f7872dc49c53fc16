package dev.shaker.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;

/**
 * A number, a duration or a size in memory between two others, both included, written as settings are: {@code 64},
 * {@code 30S}, {@code 8M}.
 */
@Documented
@Constraint(validatedBy = BetweenValidator.class)
@Target({ ElementType.METHOD, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
public @interface Between {
    String min();

    String max();

    String message() default "{min} to {max}";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
