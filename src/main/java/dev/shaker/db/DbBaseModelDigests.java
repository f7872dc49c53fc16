package dev.shaker.db;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.pipeline.BaseModelDigests;

@ApplicationScoped
class DbBaseModelDigests implements BaseModelDigests {
    private final Clock clock;

    DbBaseModelDigests(Clock clock) {
        this.clock = clock;
    }

    @Override
    @Transactional
    public Optional<Known> find(String location, String tag) {
        return BaseModelEntity.<BaseModelEntity>findByIdOptional(location).filter(entity -> entity.tag.equals(tag))
                .map(entity -> new Known(entity.digest, entity.hiddenSize));
    }

    @Override
    @Transactional
    public void remember(String location, String tag, Known known) {
        BaseModelEntity entity = BaseModelEntity.findById(location);
        boolean fresh = entity == null;
        BaseModelEntity row = fresh ? new BaseModelEntity() : entity;
        row.location = location;
        row.tag = tag;
        row.digest = known.digest();
        row.hiddenSize = known.hiddenSize();
        row.seenAt = clock.instant();
        if (fresh) {
            row.persist();
        }
    }
}
