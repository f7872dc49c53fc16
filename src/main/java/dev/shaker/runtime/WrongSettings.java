package dev.shaker.runtime;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Values of settings that are not allowed: one line for each, with its name, its value, where it was set and what is allowed.
 * Allowed is what the constraints of the mapping say (Jakarta Validation).
 */
final class WrongSettings {
    private static final Pattern FILE = Pattern.compile("^\\w+\\[source=(.*)]$");

    private final Iterable<KnownSettings> rooms;

    WrongSettings(Iterable<KnownSettings> rooms) {
        this.rooms = rooms;
    }

    /** @throws ShakerException {@code CONFIGURATION_INVALID}, a line for each wrong value */
    void check(SmallRyeConfig config) {
        List<String> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new ShakerException(ErrorCode.CONFIGURATION_INVALID, String.join("\n", problems));
        }
    }

    List<String> problems(SmallRyeConfig config) {
        List<String> problems = new ArrayList<>();
        try (ValidatorFactory factory = Validation.byDefaultProvider().configure()
                .messageInterpolator(new AsItStands()).buildValidatorFactory()) {
            Validator validator = factory.getValidator();
            for (KnownSettings room : rooms) {
                properties(room).forEach((name, property) -> problem(config, validator, name, property.getMethod())
                        .ifPresent(problems::add));
            }
        }
        problems.sort(null);
        return problems;
    }

    static Map<String, Property> properties(KnownSettings room) {
        return ConfigMappings.getProperties(new ConfigClass(room.mapping(), room.prefix()));
    }

    private static Optional<String> problem(SmallRyeConfig config, Validator validator, String name, Method method) {
        ConfigValue set = config.getConfigValue(name);
        if (set.getValue() == null || set.getValue().isEmpty()) {
            return Optional.empty();
        }
        Object value;
        try {
            value = converted(config, set.getValue(), method);
        } catch (IllegalArgumentException e) {
            return Optional.of(line(name, set, method));
        }
        return validator.forExecutables().validateReturnValue(nobody(method.getDeclaringClass()), method, value)
                .isEmpty() ? Optional.empty() : Optional.of(line(name, set, method));
    }

    private static Object converted(SmallRyeConfig config, String text, Method method) {
        Class<?> type = type(method);
        Object value = type == int.class || type == OptionalInt.class
                ? Integer.valueOf(text.strip())
                : config.getConverter(type).orElseThrow(() -> new IllegalArgumentException(type.getName()))
                        .convert(text);
        if (value == null) {
            throw new IllegalArgumentException(text);
        }
        if (method.getReturnType() == OptionalInt.class) {
            return OptionalInt.of((int) value);
        }
        return method.getReturnType() == Optional.class ? Optional.of(value) : value;
    }

    /** What a setting holds, where it is set. */
    private static Class<?> type(Method method) {
        return (Class<?>) content(method).getType();
    }

    private static AnnotatedType content(Method method) {
        return method.getReturnType() == Optional.class
                ? ((AnnotatedParameterizedType) method.getAnnotatedReturnType())
                        .getAnnotatedActualTypeArguments()[0]
                : method.getAnnotatedReturnType();
    }

    private static String line(String name, ConfigValue set, Method method) {
        return name + " is '" + set.getValue() + "', set by " + source(name, set.getConfigSourceName())
                + "; allowed is "
                + allowed(method);
    }

    private static String source(String name, @Nullable String source) {
        return switch (source) {
            case null -> "a default";
            case "EnvConfigSource" -> "the environment variable " + UnknownSettings.variable(name);
            case "SysPropConfigSource" -> "a system property";
            // PropertiesConfigSource[source=file:/etc/shaker.properties]
            default -> FILE.matcher(source).replaceFirst("$1");
        };
    }

    /** What is allowed, for people: {@code 1 to 100}, {@code fail, warn or off}. */
    static String allowed(Method method) {
        Class<?> type = type(method);
        Between between = annotation(method, Between.class);
        if (between != null) {
            return between.min() + " to " + between.max() + unit(type);
        }
        var pattern = annotation(method, jakarta.validation.constraints.Pattern.class);
        if (pattern != null) {
            return pattern.message();
        }
        HttpAddress address = annotation(method, HttpAddress.class);
        if (address != null) {
            return address.message();
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(each -> each.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        return type == boolean.class ? "true or false" : "any " + type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static <A extends Annotation> @Nullable A annotation(Method method, Class<A> type) {
        A own = method.getAnnotation(type);
        return own != null ? own : content(method).getAnnotation(type);
    }

    private static String unit(Class<?> type) {
        if (type == Duration.class) {
            return ", a duration such as 500ms, 30S, 15M, 2H or P30D";
        }
        return type == MemorySize.class ? ", a size such as 64K, 8M or 1G" : "";
    }

    /** Messages are made here, and not out of templates. */
    private static final class AsItStands implements MessageInterpolator {
        @Override
        public String interpolate(String template, Context context) {
            return template;
        }

        @Override
        public String interpolate(String template, Context context, Locale locale) {
            return template;
        }
    }

    /** An object of the mapping, of which nothing but its constraints is asked. */
    private static Object nobody(Class<?> mapping) {
        return Proxy.newProxyInstance(mapping.getClassLoader(), new Class<?>[]{ mapping }, (_, method, _) -> {
            throw new UnsupportedOperationException(method.toString());
        });
    }
}
