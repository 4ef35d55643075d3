package dev.crossdock.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputUseTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$run.date",
                "$substring($file.name, 0, $length($file.name) - 4)",
                "$params.brand ? $params.brand : 'all, or none'",
                "$replace($run.started, \":\", \"-\") & '.' & $string(1.5)",
                "$run . id and true or null in [1]",
                "($x := function($y){ $y + 1 }; $x(1) /* of all */)",
                "$part"
            })
    void variablesAreNotTheInput(String expression) {
        assertThat(InputUse.of(expression)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "brand",
                "$lowercase(brand)",
                "$run.date & '-' & brand.name",
                "$",
                "$.brand",
                "$$.x",
                "`a b`",
                "$string($)",
                "ø",
                "$vars.m[k = 1]"
            })
    void fieldsAreTheInput(String expression) {
        assertThat(InputUse.of(expression)).isTrue();
    }
}
