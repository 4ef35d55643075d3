package dev.crossdock.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a user reads when an import or a project is at fault, word by word. */
class GoldenMessagesTest {
    /** Code, place, what is wrong, and a sentence that says what to do, or a command. */
    private static final Pattern MESSAGE =
            Pattern.compile("[a-z]+\\.[a-zA-Z-]+ · [^:]+(:[0-9]+)*: .+\\. .+([.?]|: crossdock approve r-[0-9a-f]{16})");

    @TestFactory
    Stream<DynamicTest> whatIsToldIsAsGolden() {
        return MessageCase.all()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    var told = c.told();
                    if ("write".equals(System.getProperty("golden"))) Files.writeString(c.out(), told);
                    assertThat(told).isEqualTo(Files.readString(c.out()));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyMessageHasCodePlaceReasonAndNextStep() {
        return MessageCase.all()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    var messages = c.told()
                            .lines()
                            .filter(line -> line.contains(" · "))
                            .map(line -> line.replaceFirst("^(rejected|warning:|[0-9,]+ ×) ", ""))
                            .toList();
                    assertThat(messages)
                            .isNotEmpty()
                            .allMatch(message -> MESSAGE.matcher(message).matches());
                }));
    }
}
