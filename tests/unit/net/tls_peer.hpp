#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <openssl/ssl.h>

namespace parley::net::test {

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct CertificateFree {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

// A certificate with its key, made here and now.
struct Identity {
  std::unique_ptr<EVP_PKEY, KeyFree> key;
  std::unique_ptr<X509, CertificateFree> certificate;

  std::string pem() const;
};

// Valid from and until, in seconds from now. Without an issuer: an authority, signed by itself.
Identity make_identity(const std::string& name, const Identity* issuer = nullptr,
                       long from = -3'600, long until = 3'600);

// A file that goes away again.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

// Serves TLS on loopback, a thread each connection; answers every request with "secured".
class TlsPeer {
 public:
  struct Options {
    bool http2 = false;  // offered by ALPN; answers are then made of frames
    bool old = false;    // speaks TLS 1.1 at most
  };

  TlsPeer(const Identity& identity, Options options);
  explicit TlsPeer(const Identity& identity) : TlsPeer(identity, Options{}) {}
  ~TlsPeer();
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  std::string url(const std::string& host = "localhost") const;
  int accepted() const noexcept { return accepted_; }
  int requests() const noexcept { return requests_; }

 private:
  void run();
  void serve(int fd);
  void serve_http1(SSL* ssl);
  void serve_http2(SSL* ssl);

  SSL_CTX* context_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> accepted_{0};
  std::atomic<int> requests_{0};
  std::mutex mutex_;  // guards what follows
  std::vector<int> open_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace parley::net::test
