package dev.crossdock.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crossdock.flow.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
    private static String attributes(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) text.append(" a").append(i).append("='<>=\"'");
        return text.toString();
    }

    private static void read(String text) throws IOException {
        new Tags(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "p.xml").readAllBytes();
    }

    @Test
    void aThousandAttributesPassAndOneMoreDoesNot() throws IOException {
        read("<a" + attributes(1_000) + "/><a" + attributes(1_000) + ">b</a>");
        var refused = catchThrowableOfType(Refused.class, () -> read("<as><a" + attributes(1_001) + "/></as>"));
        assertThat(refused.problem().code()).isEqualTo("xml.limit");
    }

    /** Whatever stands before it, a tag is seen as the parser sees it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- <a ' -->",
                "<!--> <a ' -->",
                "<!---> ' <a ' -->",
                "<!-- ' --- >-->",
                "<![CDATA[ <a ' ]]>",
                "<![CDATA[ ]> <a ' ]]]>",
                "<?x <a ' ?>",
                "<?x> <a ' ??>",
                "text ' \" = = <b c='>'/>",
                "<b c=\"'\"/>"
            })
    void nothingBeforeATagHidesIt(String before) {
        var refused =
                catchThrowableOfType(Refused.class, () -> read("<as>" + before + "<a" + attributes(1_001) + "/></as>"));
        assertThat(refused).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!-- <a %s -->", "<![CDATA[ <a %s ]]>", "<?x <a %s ?>", "<a>%s</a>"})
    void whatOnlyLooksLikeAttributesPasses(String around) throws IOException {
        read("<as>" + around.formatted("b=c ".repeat(2_000)) + "</as>");
    }
}
