#include "render/heap_scaffold_texts.h"

namespace rampart {

const std::string_view built_in_heap_text =
    R"driver(/* For other drivers: only pages that the kernel has mapped anyway, which is all of them but on 32 bits. */
static int pool_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct pool_buffer *buffer = dmabuf->priv;

	if (PageHighMem(buffer->first + buffer->count - 1))
		return -EOPNOTSUPP;
	iosys_map_set_vaddr(map, page_address(buffer->first));
	return 0;
}

static void pool_release(struct dma_buf *dmabuf)
{
	struct pool_buffer *buffer = dmabuf->priv;

	cma_release(buffer->pool, buffer->first, buffer->count);
	kfree(buffer);
}

static const struct dma_buf_ops pool_buffer_ops = {
	.attach = pool_attach,
	.detach = pool_detach,
	.map_dma_buf = pool_map_dma,
	.unmap_dma_buf = pool_unmap_dma,
	.begin_cpu_access = pool_begin_cpu,
	.end_cpu_access = pool_end_cpu,
	.mmap = pool_mmap,
	.vmap = pool_vmap,
	.release = pool_release,
};

/* No process sees what the one before left. A killed one does not wait for the end. */
static int pool_clear(struct pool_buffer *buffer)
{
	unsigned long at;

	for (at = 0; at < buffer->count; at++) {
		if (fatal_signal_pending(current))
			return -EINTR;
		clear_highpage(buffer->first + at);
	}
	return 0;
}

/* The types of the flags changed between 6.1 and 6.12. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
static struct dma_buf *pool_allocate(struct dma_heap *heap, unsigned long size, u32 fd_flags, u64 heap_flags)
#else
static struct dma_buf *pool_allocate(struct dma_heap *heap, unsigned long size, unsigned long fd_flags,
				     unsigned long heap_flags)
#endif
{
	DEFINE_DMA_BUF_EXPORT_INFO(export);
	struct pool_buffer *buffer;
	struct dma_buf *dmabuf;
	unsigned int order;
	int err = -ENOMEM;

	size = PAGE_ALIGN(size);
	if (!size || size > UINT_MAX)	/* the length of a table's entry */
		return ERR_PTR(-ENOMEM);
	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return ERR_PTR(-ENOMEM);
	mutex_init(&buffer->lock);
	INIT_LIST_HEAD(&buffer->devices);
	buffer->pool = dma_heap_get_drvdata(heap);
	buffer->count = size >> PAGE_SHIFT;

	/* Aligned to its size as far as the DMA API does it too. */
	order = min_t(unsigned int, get_order(size), CONFIG_CMA_ALIGNMENT);
	buffer->first = cma_alloc(buffer->pool, buffer->count, order, false);
	if (!buffer->first)
		goto free_buffer;
	err = pool_clear(buffer);
	if (err)
		goto free_pages;

	export.exp_name = dma_heap_get_name(heap);
	export.ops = &pool_buffer_ops;
	export.size = size;
	export.flags = fd_flags;
	export.priv = buffer;
	dmabuf = dma_buf_export(&export);
	if (!IS_ERR(dmabuf))
		return dmabuf;
	err = PTR_ERR(dmabuf);

free_pages:
	cma_release(buffer->pool, buffer->first, buffer->count);
free_buffer:
	kfree(buffer);
	return ERR_PTR(err);
}

static const struct dma_heap_ops pool_heap_ops = {
	.allocate = pool_allocate,
};

static int @ID@_heap_probe(struct platform_device *pdev)
{
	struct dma_heap_export_info info = {
		.name = "@NAME@",
		.ops = &pool_heap_ops,
	};
	struct device *dev = &pdev->dev;
	struct dma_heap *heap;
	int err;

	err = of_reserved_mem_device_init(dev);
	if (err)
		return dev_err_probe(dev, err, "memory-region is no reserved memory of this system\n");
	if (!dev->cma_area) {
		err = dev_err_probe(dev, -ENODEV, "memory-region is no CMA pool: it has to be a reusable shared-dma-pool\n");
		goto release;
	}

	info.priv = dev->cma_area;
	heap = dma_heap_add(&info);
	if (IS_ERR(heap)) {
		err = dev_err_probe(dev, PTR_ERR(heap), "no heap %s\n", info.name);
		goto release;
	}
	dev_info(dev, "heap %s of the pool %s\n", info.name, cma_get_name(dev->cma_area));
	return 0;

release:
	of_reserved_mem_device_release(dev);
	return err;
}

static const struct of_device_id @ID@_heap_match[] = {
	{ .compatible = "rampart,@ID@-heap" },
	{ }
};

/* A heap cannot be taken away again: its device stays bound. */
static struct platform_driver @ID@_heap_driver = {
	.probe = @ID@_heap_probe,
	.driver = {
		.name = "@ID@-heap",
		.of_match_table = @ID@_heap_match,
		.suppress_bind_attrs = true,
	},
};
builtin_platform_driver(@ID@_heap_driver);
)driver";

}  // namespace rampart
