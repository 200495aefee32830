package io.xynergy.gateway.testing;

import io.xynergy.gateway.wire.Lanes;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs a test class once on reactor cores and once on the JVM's own virtual threads; the class
 * takes the {@link Lanes.Choice} by constructor or in a {@code @Parameter} field.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Lanes.Choice.class,
        names = {"CORE", "THREAD"})
public @interface OnBothCarriers {}
