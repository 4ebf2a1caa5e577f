#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parley/result.hpp"

#include "base/function.hpp"
#include "ports/catalog.hpp"
#include "ports/ledger.hpp"
#include "store/writer.hpp"

namespace parley::store {

enum class Synchronous { full, normal, off };

struct StoreConfig {
  std::string path = ":memory:";  // ":memory:": lives and dies with the store
  Synchronous synchronous = Synchronous::full;
  std::int64_t busy_ms = 5000;  // patience with another process's lock
  std::int64_t now = 0;         // unix ms, kept in a new file as its time of creation
  WriterLimits limits;
};

// A turn that was accepted by a process that is gone.
struct OrphanTurn {
  SessionRow session;
  TurnRow turn;
};

// The part of a row's meta that its digest covers.
using HashedMeta = UniqueFunction<std::string(const EventRow&)>;

// Ledger and catalogue in one SQLite file. accept() and commit() never wait; they are refused with
// Status::limit when the writer's queue is full. Every other call waits and is for the host's
// threads: from a completion it is refused with Status::state when it writes. Errors carry detail
// {"kind", "path"}; see failure.hpp. Destruction finishes what is queued.
class Store final : public Ledger, public Catalog {
 public:
  // A file that is damaged, foreign or newer is refused and left as it is. A missing file is made,
  // a missing folder is not.
  static Result<std::unique_ptr<Store>> open(const StoreConfig& config);
  ~Store() override;

  void accept(AcceptInput input, Completion<AcceptOutcome> completion) override;
  void commit(TurnCommit commit, Completion<bool> completion) override;

  Result<SessionRow> open_session(const OpenSession& request) override;
  Result<SessionRow> find_session(std::int64_t tenant, std::string_view name) override;
  Result<std::vector<SessionRow>> list_sessions(std::int64_t tenant,
                                                const SessionFilter& filter) override;
  Result<std::vector<EventRow>> events(std::int64_t session, std::int64_t after,
                                       std::int64_t limit) override;
  Result<std::vector<EventRow>> recent_events(std::int64_t session, std::int64_t turns) override;
  Result<std::int64_t> find_row(std::int64_t session, int kind, std::string_view id) override;
  Result<std::vector<EventRow>> turn_events(std::int64_t session, std::int64_t turn) override;
  Result<TurnRow> find_turn(std::int64_t session, std::string_view turn_id,
                            std::int64_t turn) override;
  Result<std::vector<TurnRow>> open_turns(std::int64_t session) override;

  Result<std::int64_t> count_tenants() override;
  Result<TenantRow> put_tenant(std::string_view name, std::string_view body, const Digest& hash,
                               std::int64_t now) override;
  Result<TenantRow> get_tenant(std::string_view name, std::int64_t version) override;
  Result<std::vector<TenantRow>> list_tenants(std::string_view after, std::int64_t limit) override;
  Result<void> delete_tenant(std::string_view name, std::int64_t now) override;
  Result<KnowledgeVersion> apply(std::int64_t tenant, const KnowledgeBatch& batch) override;
  Result<KnowledgeContent> load(std::int64_t tenant, std::string_view kb,
                                std::int64_t version) override;
  Result<std::vector<KnowledgeVersion>> versions(std::int64_t tenant, std::string_view kb) override;
  Result<std::vector<std::string>> knowledge_bases(std::int64_t tenant) override;
  Result<KnowledgeVersion> rollback(std::int64_t tenant, std::string_view kb, std::int64_t version,
                                    std::int64_t now) override;

  // Turns that stood open when the file was opened and nobody else had it open; each is handed out
  // once. The caller commits their end with inbox_state = interrupted.
  std::vector<OrphanTurn> take_orphans();

  // The highest session id in the file; 0 without one.
  Result<std::int64_t> sessions_made();

  // Adds the stored digests up from the beginning and compares with the head; Status::store names
  // the first row that does not fit. With `hashed_meta` every digest is computed anew from its row,
  // too (not in a session whose salt was erased).
  Result<void> verify_chain(std::int64_t session, HashedMeta hashed_meta = {});

  // Reads the whole file: Status::store with what SQLite found wrong. Time grows with the file.
  Result<void> check_file();

  // Moves the log into the file and empties it.
  Result<void> checkpoint();

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);

  template <class T, class Work>
  Result<T> write(Work&& work, std::size_t bytes = 0);
  template <class Work>
  auto read(Work&& work);

  std::unique_ptr<Parts> parts_;
};

}  // namespace parley::store
