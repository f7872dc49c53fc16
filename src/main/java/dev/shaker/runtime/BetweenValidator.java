package dev.shaker.runtime;

import java.math.BigInteger;
import java.time.Duration;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Reads the limits of a setting as the setting itself is read. */
@NullUnmarked // Initialised by the validation.
public final class BetweenValidator implements ConstraintValidator<Between, Object> {
    private String min;
    private String max;

    @Override
    public void initialize(Between between) {
        min = between.min();
        max = between.max();
    }

    @Override
    public boolean isValid(@Nullable Object value, ConstraintValidatorContext context) {
        return switch (value) {
            case null -> true;
            case Integer number -> number >= Integer.parseInt(min) && number <= Integer.parseInt(max);
            case Duration duration -> duration.compareTo(DurationConverter.parseDuration(min)) >= 0
                    && duration.compareTo(DurationConverter.parseDuration(max)) <= 0;
            case MemorySize size -> bytes(min).compareTo(size.asBigInteger()) <= 0
                    && bytes(max).compareTo(size.asBigInteger()) >= 0;
            default -> throw new IllegalArgumentException("a " + value.getClass() + " has no limits");
        };
    }

    private static BigInteger bytes(String size) {
        return new MemorySizeConverter().convert(size).asBigInteger();
    }
}
