// SPDX-License-Identifier: GPL-2.0-only
/*
 * The DMA-BUF heap "camera": contiguous buffers from the CMA pool that the device-tree node "rampart,camera-heap" names
 * with memory-region.
 *
 * Written by `rampart heap scaffold`. Put it into drivers/dma-buf/heaps and the line of Kbuild into the Makefile there;
 * it needs CONFIG_DMABUF_HEAPS, CONFIG_DMA_CMA and CONFIG_OF_RESERVED_MEM, Linux 5.18 or later.
 *
 * A buffer is one run of pages. Processes map it cached, and say with DMA_BUF_IOCTL_SYNC when they touch it.
 */
#include <linux/cma.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/dma-mapping.h>
#include <linux/highmem.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/version.h>

/* One buffer, and the devices that are attached to it. */
struct pool_buffer {
	struct cma *pool;
	struct page *first;
	unsigned long count;	/* pages */
	struct mutex lock;	/* of devices */
	struct list_head devices;
};

/* A device that is attached: it sees the buffer through a table of one entry. */
struct pool_device {
	struct list_head link;
	struct device *dev;
	struct sg_table table;
	bool mapped;
};

static int pool_attach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device;
	int err;

	device = kzalloc(sizeof(*device), GFP_KERNEL);
	if (!device)
		return -ENOMEM;
	err = sg_alloc_table(&device->table, 1, GFP_KERNEL);
	if (err) {
		kfree(device);
		return err;
	}
	sg_set_page(device->table.sgl, buffer->first, buffer->count << PAGE_SHIFT, 0);
	device->dev = attachment->dev;
	attachment->priv = device;

	mutex_lock(&buffer->lock);
	list_add_tail(&device->link, &buffer->devices);
	mutex_unlock(&buffer->lock);
	return 0;
}

static void pool_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attachment)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device = attachment->priv;

	mutex_lock(&buffer->lock);
	list_del(&device->link);
	mutex_unlock(&buffer->lock);
	sg_free_table(&device->table);
	kfree(device);
}

static struct sg_table *pool_map_dma(struct dma_buf_attachment *attachment, enum dma_data_direction direction)
{
	struct pool_buffer *buffer = attachment->dmabuf->priv;
	struct pool_device *device = attachment->priv;
	int err;

	err = dma_map_sgtable(device->dev, &device->table, direction, 0);
	if (err)
		return ERR_PTR(err);
	mutex_lock(&buffer->lock);
	device->mapped = true;
	mutex_unlock(&buffer->lock);
	return &device->table;
}

static void pool_unmap_dma(struct dma_buf_attachment *attachment, struct sg_table *table,
			   enum dma_data_direction direction)
{
	struct pool_buffer *buffer = attachment->dmabuf->priv;
	struct pool_device *device = attachment->priv;

	mutex_lock(&buffer->lock);
	device->mapped = false;
	mutex_unlock(&buffer->lock);
	dma_unmap_sgtable(device->dev, table, direction, 0);
}

/* What devices wrote becomes visible to the processor. */
static int pool_begin_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device;

	mutex_lock(&buffer->lock);
	list_for_each_entry(device, &buffer->devices, link) {
		if (device->mapped)
			dma_sync_sgtable_for_cpu(device->dev, &device->table, direction);
	}
	mutex_unlock(&buffer->lock);
	return 0;
}

/* And the other way round. */
static int pool_end_cpu(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct pool_buffer *buffer = dmabuf->priv;
	struct pool_device *device;

	mutex_lock(&buffer->lock);
	list_for_each_entry(device, &buffer->devices, link) {
		if (device->mapped)
			dma_sync_sgtable_for_device(device->dev, &device->table, direction);
	}
	mutex_unlock(&buffer->lock);
	return 0;
}

/* The framework has checked that the range lies inside the buffer. */
static int pool_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct pool_buffer *buffer = dmabuf->priv;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(buffer->first) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

/* For other drivers: only pages that the kernel has mapped anyway, which is all of them but on 32 bits. */
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

static int camera_heap_probe(struct platform_device *pdev)
{
	struct dma_heap_export_info info = {
		.name = "camera",
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

static const struct of_device_id camera_heap_match[] = {
	{ .compatible = "rampart,camera-heap" },
	{ }
};

/* A heap cannot be taken away again: its device stays bound. */
static struct platform_driver camera_heap_driver = {
	.probe = camera_heap_probe,
	.driver = {
		.name = "camera-heap",
		.of_match_table = camera_heap_match,
		.suppress_bind_attrs = true,
	},
};
builtin_platform_driver(camera_heap_driver);
