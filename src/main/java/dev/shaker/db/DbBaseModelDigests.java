package dev.shaker.db;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.pipeline.registration.BaseModelDigests;

@ApplicationScoped
class DbBaseModelDigests implements BaseModelDigests {
    private final Clock clock;

    DbBaseModelDigests(Clock clock) {
        this.clock = clock;
    }

    @Override
    @Transactional
    public Optional<String> find(String location, String tag) {
        return BaseModelEntity.<BaseModelEntity>findByIdOptional(location).filter(entity -> entity.tag.equals(tag))
                .map(entity -> entity.digest);
    }

    @Override
    @Transactional
    public void remember(String location, String tag, String digest) {
        BaseModelEntity entity = BaseModelEntity.findById(location);
        boolean fresh = entity == null;
        BaseModelEntity row = fresh ? new BaseModelEntity() : entity;
        row.location = location;
        row.tag = tag;
        row.digest = digest;
        row.seenAt = clock.instant();
        if (fresh) {
            row.persist();
        }
    }
}
