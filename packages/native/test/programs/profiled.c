/* An execution with profiling around it, and marks of the program's own, as profiled samples have them; then the file
 * that profiling has written is looked at. profiled IDENTITY-FLOAT32.onnx FOLDER (which exists) */
#define _POSIX_C_SOURCE 200112L
#include <string.h>
#include <unistd.h>

#include "acl/acl_prof.h"
#include "check.h"

enum { size = 24 };

/* The path of a file in the folder. */
static const char* in_folder(const char* folder, const char* name) {
  static char path[4096];
  HOLDS(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
  return path;
}

static void execute(uint32_t model, aclrtStream stream) {
  aclmdlDataset *in = aclmdlCreateDataset(), *out = aclmdlCreateDataset();
  aclDataBuffer *input = NULL, *output = NULL;
  void *from = NULL, *to = NULL;
  OK(aclrtMalloc(&from, size, ACL_MEM_MALLOC_HUGE_FIRST));
  OK(aclrtMalloc(&to, size, ACL_MEM_MALLOC_HUGE_FIRST));
  OK(aclrtMemset(from, size, 0, size));
  input = aclCreateDataBuffer(from, size);
  output = aclCreateDataBuffer(to, size);
  OK(aclmdlAddDatasetBuffer(in, input));
  OK(aclmdlAddDatasetBuffer(out, output));
  OK(aclmdlExecuteAsync(model, in, out, stream));
  OK(aclrtSynchronizeStream(stream));
  OK(aclmdlDestroyDataset(in));
  OK(aclmdlDestroyDataset(out));
  OK(aclDestroyDataBuffer(input));
  OK(aclDestroyDataBuffer(output));
  OK(aclrtFree(from));
  OK(aclrtFree(to));
}

static size_t times_in(const char* text, const char* word) {
  size_t count = 0;
  for (text = strstr(text, word); text; text = strstr(text + 1, word)) ++count;
  return count;
}

int main(int argc, char** argv) {
  const char *model_file = NULL, *folder = NULL;
  char name[64];
  static char text[1 << 20];
  uint32_t devices[1] = {0}, model = 0;
  aclrtStream stream = NULL;
  aclprofConfig* config = NULL;
  void* stamp = NULL;
  FILE* file = NULL;
  size_t length = 0;
  if (argc < 3) return 2;
  model_file = argv[1];
  folder = argv[2];
  file = fopen(in_folder(folder, "acl.json"), "w");
  HOLDS(file && fprintf(file, "{\"embedded\": {\"trace\": \"%s/whole.json\"}}", folder) > 0);
  fclose(file);
  OK(aclInit(in_folder(folder, "acl.json")));
  OK(aclrtSetDevice(0));
  OK(aclprofInit(folder, strlen(folder)));
  OK(aclrtCreateStream(&stream));
  OK(aclmdlLoadFromFile(model_file, &model));
  execute(model, stream); /* not measured */

  config = aclprofCreateConfig(devices, 1, ACL_AICORE_PIPE_UTILIZATION, NULL,
                               ACL_PROF_ACL_API | ACL_PROF_TASK_TIME | ACL_PROF_MSPROFTX);
  HOLDS(config != NULL);
  OK(aclprofStart(config));
  stamp = aclprofCreateStamp();
  OK(aclprofSetStampTraceMessage(stamp, "one inference", 13));
  OK(aclprofPush(stamp));
  execute(model, stream);
  OK(aclprofPop());
  aclprofDestroyStamp(stamp);
  OK(aclprofStop(config));
  execute(model, stream); /* not measured */
  OK(aclprofDestroyConfig(config));
  OK(aclprofFinalize());

  OK(aclmdlUnload(model));
  OK(aclrtDestroyStream(stream));
  OK(aclrtResetDevice(0));
  OK(aclFinalize());

  HOLDS(snprintf(name, sizeof name, "ascend-rx-%ld-1.json", (long)getpid()) < (int)sizeof name);
  file = fopen(in_folder(folder, name), "r");
  HOLDS(file != NULL);
  length = fread(text, 1, sizeof text - 1, file);
  text[length] = '\0';
  fclose(file);
  HOLDS(times_in(text, "\"name\":\"aclmdlExecuteAsync\",\"cat\":\"acl\"") == 1);
  HOLDS(times_in(text, "\"name\":\"one inference\",\"cat\":\"mark\"") == 1);
  HOLDS(times_in(text, "aclmdlLoadFromFile") == 0);
  HOLDS(length > 2 && strcmp(text + length - 2, "]\n") == 0);
  return 0;
}
