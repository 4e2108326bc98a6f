// Annotations of locks, which clang checks with -Wthread-safety. For other compilers they are empty.
#pragma once

#if defined(__clang__)
#define ASCEND_RX_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define ASCEND_RX_THREAD_ATTRIBUTE(x)
#endif

/// A class whose objects are locks.
#define ASCEND_RX_CAPABILITY(name) ASCEND_RX_THREAD_ATTRIBUTE(capability(name))
/// A class whose objects hold a lock from construction to destruction.
#define ASCEND_RX_SCOPED_CAPABILITY ASCEND_RX_THREAD_ATTRIBUTE(scoped_lockable)
/// A member that is read and written only while the lock is held.
#define GUARDED_BY(lock) ASCEND_RX_THREAD_ATTRIBUTE(guarded_by(lock))
/// A pointer whose target is read and written only while the lock is held.
#define PT_GUARDED_BY(lock) ASCEND_RX_THREAD_ATTRIBUTE(pt_guarded_by(lock))
/// A lock that is taken before, or after, others.
#define ACQUIRED_BEFORE(...) ASCEND_RX_THREAD_ATTRIBUTE(acquired_before(__VA_ARGS__))
#define ACQUIRED_AFTER(...) ASCEND_RX_THREAD_ATTRIBUTE(acquired_after(__VA_ARGS__))
/// A function that is called with the lock held.
#define REQUIRES(...) ASCEND_RX_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
/// A function that takes the lock itself: the caller must not hold it.
#define EXCLUDES(...) ASCEND_RX_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
/// Functions that return with the lock taken, or released.
#define ACQUIRE(...) ASCEND_RX_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define RELEASE(...) ASCEND_RX_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define TRY_ACQUIRE(...) ASCEND_RX_THREAD_ATTRIBUTE(try_acquire_capability(__VA_ARGS__))
/// A function that returns a lock.
#define RETURN_CAPABILITY(lock) ASCEND_RX_THREAD_ATTRIBUTE(lock_returned(lock))
/// A function that the analysis cannot follow; a comment beside each use says why.
#define NO_THREAD_SAFETY_ANALYSIS ASCEND_RX_THREAD_ATTRIBUTE(no_thread_safety_analysis)
