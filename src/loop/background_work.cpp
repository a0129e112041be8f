// SPDX-License-Identifier: MIT
#include "loop/background_work.h"

#include <memory>

namespace ddns {

struct BackgroundWork::Job {
    uv_work_t request{};
    std::function<void()> work, done;
    BackgroundWork* owner = nullptr; ///< null: forgotten

    static Job& of(uv_work_t* request) { return *static_cast<Job*>(request->data); }
};

BackgroundWork::BackgroundWork(Loop& loop, std::function<void()> work, std::function<void()> done)
    : job_(new Job{{}, std::move(work), std::move(done), this}) {
    job_->request.data = job_;
    uv_queue_work(
        loop.uv(), &job_->request, [](uv_work_t* request) { Job::of(request).work(); },
        [](uv_work_t* request, int) {
            const std::unique_ptr<Job> job(&Job::of(request));
            if (!job->owner) return;
            job->owner->job_ = nullptr; // the callback may destroy it
            job->done();
        });
}

BackgroundWork::~BackgroundWork() {
    if (!job_) return;
    job_->owner = nullptr;
    uv_cancel(reinterpret_cast<uv_req_t*>(&job_->request));
}

} // namespace ddns
