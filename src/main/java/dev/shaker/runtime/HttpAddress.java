package dev.shaker.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;

import org.jspecify.annotations.Nullable;

/** An address of a server that speaks HTTP. */
@Documented
@Constraint(validatedBy = HttpAddress.Validator.class)
@Target({ ElementType.METHOD, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
public @interface HttpAddress {
    String message() default "http://host:port or https://host:port";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Looks at scheme and host. */
    final class Validator implements ConstraintValidator<HttpAddress, URI> {
        @Override
        public boolean isValid(@Nullable URI value, ConstraintValidatorContext context) {
            return value == null || value.getHost() != null
                    && ("http".equals(value.getScheme()) || "https".equals(value.getScheme()));
        }
    }
}
