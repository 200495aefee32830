package io.xynergy.gateway.testing;

import io.xynergy.gateway.wire.Lanes;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs a test class once on reactor cores and once on the JVM's own virtual threads; the class has
 * a {@code @Parameter} field for the {@link Lanes.Choice} and one instance for all its tests.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Lanes.Choice.class,
        names = {"CORE", "THREAD"})
public @interface OnBothCarriers {}
