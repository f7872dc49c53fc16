package dev.shaker.adapter;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BaseModelTest {
    private static final Path SAMPLE = Path.of("src/sample/base");

    @Test
    void theSampleBaseModelIsRead() {
        // Given
        var files = new LocalFiles(SAMPLE);

        // When
        BaseModel model = BaseModel.open(files);

        // Then
        assertThat(model.config()).isEqualTo(new BaseModelConfig(BaseModelConfig.Family.BERT, "shaker-sample/tiny-bert",
                128, 4, 4, 512, 1101, 128, 2, 1e-12, NonLinearity.GELU, 0));
        assertThat(model.tensors().read("embeddings.LayerNorm.weight")).hasSize(128);
        assertThat(model.tensors().has("pooler.dense.weight")).isTrue();
        assertThat(model.digest()).isEqualTo("d79400f225c062e9004934a5a936f7ef99a4641c44bd375e044b740858091b06");
    }
}
